"""Texts, cursors and keys that are tried in Vim itself and here; what Vim does is in `vim_truth.json`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple


class Case(NamedTuple):
    """Keys typed at a place of a text."""

    text: str
    row: int
    column: int
    keys: str


TEXTS: Final[Mapping[str, str]] = {
    "sql": "select a, b from t;\n  where x = 'foo foo';\nfoo bar foo\n\nlast a foo.bar (x+y) [z]",
    "small": "ab cd\n  ef gh\n\nij kl",
    "words": "  foo bar_baz; x\n\n   \n(a, b)  ",
    "blanks": "a b\n\nfoo  \n  bar baz",
    "line": "foo bar baz",
    "tabs": "foo bar\n\tba\tz\n\n  last",
    "paragraphs": "a b\nc\n\n\n  d\n \ne f",
    "prose": "One. Two two!  Three\nfour?) Five.\n\n\n  Six 'a.'  x\n \nend. e f",
    "brackets": "f(a, (b\n  c) [d]\n) { x\n  y\n} (z)",
    "block": "f(\n  a\n  b\n  ) x",
    "quotes": "f('a b', \"c\\\"d\" , 'e') g 'h'  i",
    "blocks": "a x\nb x\n\n \nc x\nd x\n\ne x",
    "alone": "a x\n\n \nc x\nd x\n\ne x",
    "wide": "grö_e ö x\n日本 語テ mix\nä,ö;ü",
    "empty": "",
    "long": "\n".join(f"line {number} foo" if number % 5 else "" for number in range(60)),
}

_MOTIONS: Final = (
    "h l j k 0 ^ $ g_ _ + - | G gg w W b B e E ge gE 2w 3w 9w 2b 9b 2e 5e 9e 2ge 9ge 3| 2_ 2+ 2- 9j "
    "9k 9h 9l 2$ { } ( ) 2} 2{ 2) 2( 9) 9} % 50% 1% 100% <BS> 2<BS> 9<BS> fa Fa ta Ta 2fa fa; fa, "
    "ta; 2fa; ta2; f<Tab> <Left> <Right> <Up> <Down> <Home> <End> + <CR>"
)
_OPERATIONS: Final = (
    "dw dW d2w d9w db dB d9b de dE d9e dge d$ d0 d^ dg_ d| dh dl d9l dj dk d9j dG dgg d+ d- d_ d2_ "
    "d} d{ d) d( d2} d2) d% dfa dta dFa d<BS> d2<BS> dvj dVw dve yw yW yb ye y$ y0 yj yk y} y{ y) y% "
    "yfa yG ygg y2w y2j cwX<Esc> cWX<Esc> c2wX<Esc> ceX<Esc> cbX<Esc> c$X<Esc> cjX<Esc> ckX<Esc> "
    "c}X<Esc> c)X<Esc> c%X<Esc> c0X<Esc> >j >k >} >G <j <k <G >ip gUw gUe gUj gU$ guu guw g~w g~~ "
    "gUU gUgU gugu g~j gU} yy dd ccX<Esc> SX<Esc> D C Y >> << 2dd 3dd 9dd 2yy 3>> 9>> 2ccX<Esc> d2d "
    "2SX<Esc> 2D 2C ddp dd2p ddP d3jp"
)
_OBJECTS: Final = "iw aw iW aW ip ap ib ab i[ a[ iB aB i< a< i\" a\" i' a'"
_OBJECT_OPERATIONS: Final = "d{0} c{0}X<Esc> v{0} gU{0} d2{0} v2{0}"
_CHANGES: Final = (
    "x 3x 9x X 2X rz 3rz 9rz ~ 3~ 99~ J 2J 3J 9J gJ 3gJ s1<Esc> 9s1<Esc> S1<Esc> C1<Esc> cc1<Esc> Y "
    "D p P yyp yyP yy2p yyjp yyGp ylp yl3p ylP yl3P yjp ywp vjyp vjyP vjy2p yygp yygP ywgp ywgP "
    'vjygp vjygP ddp ddkP xp x3p "ayyj"ap "ayw"Ayw"ap "ayy"Ayw"ap "add"bdd "_dd "_dwp "0p ywdw"0p '
    'dddd"1p dddddd"1p.. dd"1pu. "-p dw"-p ""dw "ad} "Ayy "ayyG"aP "+p yiwwviwp yiwwviwpviwp yywviwp '
    "yyVp yyjVp yyVjp ylVp ywVp ylvlp ylvlP ylVgp yyvlgp vjyvjp vjyVp yyv$p ylv$p yyGVp yyggVGp"
)
_TYPING: Final = (
    "3ix<Esc> 3ax<Esc> 3Ax<Esc> 3Ix<Esc> 3ox<Esc> 3Ox<Esc> ixy<Esc>. ixy<Esc>3. ox<CR>y<Esc> o<Esc> "
    "O<Esc> ox<CR><CR>y<Esc> ax<CR>__y<Esc> i<CR><Esc> a<CR>k<Esc> cwx<Esc>w. Rxy<Esc> 3Rxy<Esc> "
    "Rxyzabc<Esc> Rxy<BS><BS><BS>z<Esc> Rx<CR>y<Esc> 2Rx<CR>y<Esc> Rxy<Esc>0. "
    "ixy<BS><BS><BS><BS>z<Esc> i<BS>z<Esc> i<BS><BS><BS><BS><BS><BS>z<Esc> i<C-w>z<Esc> A<C-w>z<Esc> "
    "Ax_y<C-w><C-w>z<Esc> Ax_y<C-u>z<Esc> A<C-u>z<Esc> i<Del>z<Esc> A<Del>z<Esc> i<Tab>z<Esc> "
    "ix<Tab>z<Esc> i<Del>x<Esc>w. gix<Esc> ix<Esc>ggGgiy<Esc> axb<Esc>ggGgiy<Esc> ix<Left>y<Esc> "
    "ixz<Left>y<Esc>. ixz<Left>y<Esc>u ixz<Left>y<Esc>uu ox<Up>y<Esc> 3ix<Left>y<Esc> ix<End>y<Esc> "
    "ix<Home>y<Esc> i<Down>z<Esc>k. A<Down>z<Esc> A<Up>z<Esc> A<Right>z<Esc> i<Right><Right>z<Esc> "
    'Rx<Left>y<Esc> ixy<C-r>"z<Esc> yiwi<C-r>0z<Esc>. A<Up><Up><Down>z<Esc> ixy vl Rab V i'
)
_VISUAL: Final = (
    "v v$ v$j v9l vw ve vb v} v) v% vG vgg vj vk V Vj Vk v$d v$hd Vjd vGd vjd vkd vwd ved vld "
    "vlc1<Esc> vjc1<Esc> Vc1<Esc> Vjc1<Esc> vs1<Esc> vS1<Esc> vR1<Esc> vC1<Esc> vx vX vjX vD vjD vY "
    "vjY vkY vy vjy Vy Vjy Vky vkyp v> Vj> Vk2> V< vu vU v~ vjU Vu vjJ VJ VjJ VjjJ vjgJ vrx vjrx Vrx "
    "v$rx vlo vjo vlO vlyGgvd VjyGgvd v$yjgvd vlygvVgvx vd. vld. vjd. Vjd. vlrxj. vl~j0. V>j. vUw. "
    "vec.<Esc>w. VJ. vlyj`<x vlyj`>x Vyj`>x ggvGy`>x vld`>ix<Esc> vv Vv vV vVv VV viwiw viwaw vawaw "
    "vipip vapap vibib vabab Vip Vlip Vhip vlip vhip Vap Vlap Vhap vlap v2ip V2ip v2ap V2ap Vjip "
    "Vjap"
)
_REPEATS: Final = (
    "dd. dw. d2w. 2dw. d2w3. 3x2. x3. >>. >j. A;<Esc>j. A;<Esc>2j2. oab<Esc>. oab<Esc>3. Oab<Esc>. "
    "ciwfoo<Esc>w. ciwfoo<Esc>w2. cwfoo<Esc>w. c2wfoo<Esc>w. ccfoo<Esc>j. Cfoo<Esc>j0. sx<Esc>l. "
    "3sx<Esc>l. Sx<Esc>j. rxl. 3rxw. Rxy<Esc>w. J. gJ. ~. 3~. g~iww. gUiww. di'ggj0. dt;j0. dfo;. "
    "dtfx. yyp. yyP3. xp. ylp2. ddu. xu. xxu. ix<Esc>u. dwuu xxxuu<C-r> xxxuuu2<C-r> 3xu 3xxu xjxuu "
    "xGxu ddGdduu ddGdduu<C-r> oab<Esc>ku oab<Esc>Gu<C-r> 2ddGu 2ddGu<C-r> yyGpggu yyGpggu<C-r> "
    "ggdGu ggdGu<C-r> >>Gu >>Gu<C-r> JGu JGu<C-r> i<CR><Esc>Gu i<CR><Esc>Gu<C-r> cipX<Esc>ggu "
    "cipX<Esc>Gu<C-r> ddu<C-r>u ix<Esc>ay<Esc>u ix<Esc>ay<Esc>uu Ax<Esc>ggu Ix<Esc>ggu<C-r> rxGu "
    "ggxGdduu ggxGdd2u 10u x10u x<C-r> xu5<C-r> vjcX<Esc>Gu Vjc1<Esc>Gu Vjc1<Esc>Gu<C-r> VjcX<Esc>u "
    "l~Gu gUipGu vjJGu cc1<Esc>Gu qaxjq@a qaxjq@a@@ qaxjq2@a qaxjq9@a qaA;<Esc>jq3@a qafax;q@a "
    'qaxq9@a qadwq@a qaiab<Esc>q@a qaiab<CR>c<Esc>q@a qa0f=xqG@a qaxjq"ap qaddqu@a qaxqqAjq@a '
    "qarzlq3@a qaqqaxj@aq@a qav3ld.q@a qa~wq3@a @a @@ qaq@a"
)
_MARKS: Final = (
    "ma2lx'a ma2lx`a ma2l`ax maggd'a maggd`a maGd'a maGd`a maGy`a majdd'a maggdd'ax maggO<Esc>'ax "
    "maggdd`ax madd'a malc`aX<Esc> G``x Gk``x G''x Gd''x GgUgg``x gg``x 5G3G``x 5G3G````x mbggmaG'bx "
    "magg'aw``x maVd'a `z 'z mzx`z *x **x #x ##x *nx *Nx #nx #Nx 2*x d*x y# c*X<Esc>n *dn *ggn *ggN "
    "v*d v*nd"  # codespell:ignore nd
)
_VIEW: Final = (
    "L H M LH 3L 3H MdH dL dM yL LM <C-d> <C-f> <C-f><C-b> <C-d><C-d> <C-d><C-u> 5<C-d> <C-f>H "
    "<C-f>L <C-f><C-f> <C-f><C-f><C-f> 2<C-f> <C-u> <C-b> 30Gzt 30GztH 30GzbL 30GzzH 30GzzL 30GzbH "
    "30GztL 30Gz<CR> 30Gz.H 40zt 40ztH 40zbH Gzt GztH GzzH V<C-f>d 30G4lzt 30G4lz<CR> 30G4l40zz"
)
_COMMANDS: Final = (
    r"s/foo/X/ s/foo/X/g %s/foo/X/ %s/foo/X/g %s/FOO/X/gi %s/\cFOO/X/g %s/\<a\>/X/g "
    r"%s/\(foo\)_\(bar\)/\2_\1/ %s/foo\|bar/[&]/g %s/o\+/0/g "
    r"%s/fo\{2}/X/ %s/fo\{-1,}/X/g "  # codespell:ignore fo
    r"%s/[aeiou]/_/g %s/[^a-z_]//g %s/_/\r/ %s/_/\r/g %s#foo#a/b# %s/foo/\U&/g %s/\w\+/\u&/g "
    r"%s/^/--_/ %s/$/;/ %s/^\s*// %s/\s\+/_/g %s/(x+y)/(\0)/ "
    r"%s/\v(fo+)_(b)/\2-\1/ %s/\vfo{2}|a/X/g "  # codespell:ignore fo
    r"%s/foo.bar/X/ %s/foo\.bar/X/ %s/nothing/x/ 2,3s/foo/X/ 2,$s/foo/X/ .,$s/o/0/ 1,.s/e/E/ "
    r".+1s/foo/X/ $s/a/A/ 2;+1s/foo/X/ $-1,$s/a/X/ %s/a/\&/ %s/a/\\/ %s/,/\t/ 3 $ 1 99 .+1 -1 + 0 d "
    r"2,3d %d $d d_a y 1,2y s/foo s/foo/ %s/foo//g %s/a\/b/x/ s/foo/X/<CR>:s s/foo/X/<CR>:%s//Y/g"
)


_WITH_RANGES: Final = "Vj:s/foo/X/<CR> vj:s/foo/X/g<CR> 3:s/foo/X/<CR> Vj:d<CR>p 2:d<CR>p"
_OF_NOTHING: Final = "x dd yyp ix<Esc> Ax<CR>y<Esc>. ox<Esc> dw J ~ rx cwx<Esc> >> gUU v Vd p u"
Places = Mapping[str, Sequence[tuple[int, int]]]
_MOTIONS_AT: Final = {
    "words": [(0, 3), (0, 13), (1, 0), (2, 2), (3, 7)],
    "blanks": [(1, 0), (2, 3), (3, 8)],
    "tabs": [(0, 6), (1, 1)],
    "paragraphs": [(0, 2), (2, 0), (4, 2), (6, 2)],
    "prose": [(0, 7), (1, 4), (4, 5)],
    "brackets": [(0, 1), (1, 3), (4, 0)],
    "wide": [(0, 4), (1, 3), (2, 0)],
}
_OPERATIONS_AT: Final = {
    "words": [(0, 3), (1, 0), (2, 2)],
    "blanks": [(1, 0), (2, 0)],
    "paragraphs": [(0, 2), (4, 2)],
    "prose": [(0, 7)],
    "brackets": [(1, 3)],
    "wide": [(1, 3)],
}
_OBJECTS_AT: Final = {
    "words": [(0, 3), (1, 0), (3, 1)],
    "brackets": [(0, 0), (0, 6), (3, 2)],
    "block": [(1, 2)],
    "quotes": [(0, 0), (0, 8), (0, 12)],
    "blocks": [(0, 1), (5, 1)],
}


def all_cases() -> Iterator[tuple[str, Case]]:
    """Every case, with the group that it is of."""
    objects = " ".join(each.format(name) for name in _OBJECTS.split() for each in _OBJECT_OPERATIONS.split())
    yield from _groups("motions", _MOTIONS_AT, _MOTIONS)
    yield from _groups("operations", _OPERATIONS_AT, _OPERATIONS)
    yield from _groups("objects", _OBJECTS_AT, objects)
    for name in ("small", "sql"):
        yield from _group("changes", name, (1, 4), _CHANGES)
        yield from _group("typing", name, (1, 4), _TYPING)
        yield from _group("visual", name, (1, 4), _VISUAL)
        yield from _group("repeats", name, (1, 4), _REPEATS)
    yield from _groups("visual", {"alone": [(0, 1)], "brackets": [(0, 6)], "words": [(3, 1)]}, _VISUAL)
    yield from _groups("marks", {"sql": [(0, 0), (2, 2), (4, 10)]}, _MARKS)
    yield from _group("view", "long", (0, 0), _VIEW)
    commands = [f":{command}<CR>" for command in _COMMANDS.split()]
    yield from _group(
        "commands", "sql", (1, 4), " ".join([*commands, *(f"{each}Gu" for each in commands[:8])])
    )
    yield from _group(
        "commands", "sql", (0, 4), "Vj:s/foo/X/<CR> vj:s/foo/X/g<CR> 3:s/foo/X/<CR> Vj:d<CR>p 2:d<CR>p"
    )
    yield from _group(
        "changes",
        "empty",
        (0, 0),
        "x dd yyp ix<Esc> Ax<CR>y<Esc>. ox<Esc> dw J ~ rx cwx<Esc> >> gUU v Vd p u",
    )


def _groups(
    group: str, places: Mapping[str, Sequence[tuple[int, int]]], keys: str
) -> Iterator[tuple[str, Case]]:
    """Cases of several texts and cursors."""
    for name, cursors in places.items():
        for place in cursors:
            yield from _group(group, name, place, keys)


def _group(group: str, name: str, place: tuple[int, int], keys: str) -> Iterator[tuple[str, Case]]:
    """Cases of one text and cursor; an underscore among keys stands for a blank."""
    for each in keys.split():
        typed = each.replace("_", " ") if group in ("typing", "commands") else each
        yield group, Case(TEXTS[name], *place, typed)
