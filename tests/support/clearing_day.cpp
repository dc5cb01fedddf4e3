#include "tests/support/clearing_day.hpp"

#include <fstream>

#include "core/acquirer/business_day.hpp"

namespace pay200::test {
namespace {

using sandbox::ClearingRecord;
using sandbox::ClearingType;

/// 12:00 of the world's business day in Asia/Seoul.
Time noon_of(std::chrono::year_month_day day) {
  return Time{std::chrono::sys_days{day}} + std::chrono::hours(3);
}

ClearingRecord record_in(const std::string& row, MerchantId merchant_id) {
  std::vector<std::string> parts(1);
  for (const char c : row) {
    if (c == '|') {
      parts.emplace_back();
    } else if (c != '\n') {
      parts.back() += c;
    }
  }
  ClearingRecord record;
  record.merchant = to_text(merchant_id);
  record.terminal = parts.at(0);
  record.stan = parts.at(1);
  record.time = parts.at(2);
  record.rrn = parts.at(3);
  record.approval = parts.at(4);
  record.amount_minor = std::stoll(parts.at(5));
  record.fee_minor = sandbox::acquirer_fee(record.amount_minor);
  return record;
}

}  // namespace

ClearingDay::ClearingDay(PaymentWorld& world, const std::string& acquirer)
    : world_(world), clock_(world) {
  acquirer_.name = acquirer;
  acquirer_.acquirer_id = "12345";
  acquirer_.only_test = true;
  world_.now = noon_of(world_.business_day);
  db::DatabaseOptions options;
  options.conninfo = world_.database().conninfo("pay200_operator");
  options.connections = 2;
  options.statement_timeout = std::chrono::minutes(1);
  database_ = std::make_unique<db::Database>(options);
}

ReconciliationService ClearingDay::service() { return {*database_, clock_}; }

ClearingRecord ClearingDay::sale_of(const KnownPayment& payment) {
  return record_in(
      world_.value("SELECT terminal_id, lpad(stan::text, 6, '0'), to_char(transmitted_at AT TIME "
                   "ZONE 'UTC', 'MMDDHH24MISS'), rrn, coalesce(approval_code, 'A12345'), "
                   "amount_minor FROM attempt WHERE attempt_id = '" +
                   payment.attempt_id.to_sql() + "'"),
      world_.merchant_id);
}

ClearingRecord ClearingDay::refund_of(const KnownPayment& payment) {
  auto record = record_in(
      world_.value("SELECT terminal_id, lpad(stan::text, 6, '0'), to_char(transmitted_at AT TIME "
                   "ZONE 'UTC', 'MMDDHH24MISS'), rrn, coalesce(approval_code, 'R12345'), "
                   "amount_minor FROM refund WHERE refund_id = '" +
                   payment.refund_id.to_sql() + "'"),
      world_.merchant_id);
  record.type = ClearingType::kRefund;
  record.fee_minor = -record.fee_minor;
  return record;
}

ClearingRecord ClearingDay::dispute_of(ClearingRecord sale, const std::string& reference,
                                       bool reversed) {
  sale.type = reversed ? ClearingType::kDisputeReversal : ClearingType::kDispute;
  sale.fee_minor = 0;
  sale.reference = reference;
  return sale;
}

std::string ClearingDay::write(const std::vector<ClearingRecord>& records,
                               std::chrono::year_month_day day, const std::string& file_id) {
  sandbox::ClearingText text;
  text.header(acquirer_.acquirer_id, day, file_id);
  for (const auto& record : records) text.record(record);
  text.trailer();
  const std::string path = directory_.path() / (file_id + ".clr");
  std::ofstream(path, std::ios::binary) << text.text();
  return path;
}

void ClearingDay::close(std::chrono::year_month_day day) {
  world_.now =
      std::max(world_.now, end_of_business_day(day, acquirer_.cut_off) + std::chrono::minutes(30));
  BusinessDayService days(*database_, clock_);
  days.close_business_day(acquirer_, day, "tester");
}

ReconciliationService::Answer ClearingDay::reconcile(const std::string& file,
                                                     std::chrono::year_month_day day,
                                                     bool dry_run) {
  ReconciliationService::Request request;
  request.acquirer = acquirer_;
  request.day = day;
  request.file = file;
  request.by_operator = "tester";
  request.dry_run = dry_run;
  return service().reconcile(request, [](auto...) {});
}

ReconciliationService::Answer ClearingDay::run(const std::vector<ClearingRecord>& records) {
  const auto day = world_.business_day;
  close(day);
  return reconcile(write(records, day, "F" + to_text(day).substr(5)), day);
}

}  // namespace pay200::test
