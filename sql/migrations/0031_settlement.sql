-- Settlement: on which days banks move money, when a merchant is paid what it has sold, and what each settlement
-- and each payout was.

-- ---------------------------------------------------------------- reference tables

CREATE TABLE bank_holiday (
    day  date NOT NULL,
    name text NOT NULL,
    CONSTRAINT bank_holiday_pk PRIMARY KEY (day)
);
COMMENT ON TABLE bank_holiday IS
    'Days on which Korean banks are closed besides Saturdays and Sundays; a year without a row is not known (pgctl holiday load)';
GRANT SELECT ON bank_holiday TO pay200_operator;

-- As deploy/bank_holidays/ has them, where their sources are said.
INSERT INTO bank_holiday (day, name) VALUES
    ('2026-01-01', '신정'), ('2026-02-16', '설날 연휴'), ('2026-02-17', '설날'), ('2026-02-18', '설날 연휴'),
    ('2026-03-01', '삼일절'), ('2026-03-02', '대체공휴일(삼일절)'), ('2026-05-01', '노동절'), ('2026-05-05', '어린이날'),
    ('2026-05-24', '부처님오신날'), ('2026-05-25', '대체공휴일(부처님오신날)'), ('2026-06-03', '전국동시지방선거'), ('2026-06-06', '현충일'),
    ('2026-07-17', '제헌절'), ('2026-08-15', '광복절'), ('2026-08-17', '대체공휴일(광복절)'), ('2026-09-24', '추석 연휴'),
    ('2026-09-25', '추석'), ('2026-09-26', '추석 연휴'), ('2026-10-03', '개천절'), ('2026-10-05', '대체공휴일(개천절)'),
    ('2026-10-09', '한글날'), ('2026-12-25', '성탄절'), ('2027-01-01', '신정'), ('2027-02-06', '설날 연휴'), ('2027-02-07', '설날'),
    ('2027-02-08', '설날 연휴'), ('2027-02-09', '대체공휴일(설날)'), ('2027-03-01', '삼일절'), ('2027-05-01', '노동절'),
    ('2027-05-03', '대체공휴일(노동절)'), ('2027-05-05', '어린이날'), ('2027-05-13', '부처님오신날'), ('2027-06-06', '현충일'),
    ('2027-07-17', '제헌절'), ('2027-07-19', '대체공휴일(제헌절)'), ('2027-08-15', '광복절'), ('2027-08-16', '대체공휴일(광복절)'),
    ('2027-09-14', '추석 연휴'), ('2027-09-15', '추석'), ('2027-09-16', '추석 연휴'), ('2027-10-03', '개천절'),
    ('2027-10-04', '대체공휴일(개천절)'), ('2027-10-09', '한글날'), ('2027-10-11', '대체공휴일(한글날)'), ('2027-12-25', '성탄절'),
    ('2027-12-27', '대체공휴일(성탄절)');

ALTER TABLE merchant ADD COLUMN settlement_days integer NOT NULL DEFAULT 2;
ALTER TABLE merchant ADD CONSTRAINT merchant_settlement_days CHECK (settlement_days BETWEEN 1 AND 30);
COMMENT ON COLUMN merchant.settlement_days IS 'n of D+n: a business day is paid out on the n-th bank day behind it';
