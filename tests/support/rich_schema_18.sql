-- What PostgreSQL 18 added.
create table shop.newest (
    id       integer constraint "id is there" not null no inherit,
    price    numeric,
    double   numeric generated always as (price * 2) virtual,
    room     int4range,
    during   daterange,
    other    integer,
    constraint unforced check (price > 0) not enforced,
    constraint one_at_a_time primary key (room, during without overlaps),
    constraint "other is there" not null other
);
alter table shop.newest alter column price set not null;
alter table shop.newest alter column price drop not null;
alter table shop.newest add constraint "price later" not null price not valid;
comment on constraint "other is there" on shop.newest is 'a word about it';
create table shop.bookings (
    room int4range, during daterange,
    constraint booked foreign key (room, period during) references shop.newest (room, period during) not enforced
);
