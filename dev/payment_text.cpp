#include "dev/payment_text.hpp"

#include <map>

#include "core/money/money.hpp"
#include "core/platform/display_width.hpp"

namespace pay200::dev {
namespace {

struct Words {
  const char* korean;
  const char* english;
};

const Words& words_of(const std::string& event) {
  static const std::map<std::string, Words> words = {
      {"created", {"결제 생성", "created"}},
      {"retired", {"새 결제로 대체", "replaced by a newer one"}},
      {"scanned", {"QR 스캔", "scanned"}},
      {"hold_lapsed", {"스캔 후 시간 초과", "hold lapsed"}},
      {"authorizing", {"승인 요청", "authorizing"}},
      {"retrying", {"다른 경로로 다시 시도", "retrying by another route"}},
      {"approved", {"승인", "approved"}},
      {"declined", {"거절", "declined"}},
      {"not_sent", {"전송되지 않음", "not sent"}},
      {"unknown", {"결과 알 수 없음", "outcome unknown"}},
      {"reversed", {"망취소 완료", "reversed"}},
      {"late_approval", {"늦은 승인 도착", "late approval"}},
      {"charged_late",
       {"매입 파일에서 결제 확인, 자동 환불", "charged after all, refunded by itself"}},
      {"late_charge_found",
       {"매입 파일에서 결제 확인, 자동 환불", "charged after all, refunded by itself"}},
      {"late_charge_returned", {"뒤늦은 결제 환불 완료", "late charge given back"}},
      {"dispute_opened", {"매입 반송 접수", "dispute opened"}},
      {"dispute_contested", {"매입 반송 이의 제기", "dispute contested"}},
      {"dispute_won", {"매입 반송 해결(가맹점 승)", "dispute won"}},
      {"dispute_lost", {"매입 반송 확정(가맹점 부담)", "dispute lost"}},
      {"late_approval_reversed", {"늦은 승인 망취소", "late approval reversed"}},
      {"cancel_requested", {"취소 요청", "cancel requested"}},
      {"cancel_refused", {"취소 거부", "cancel refused"}},
      {"canceled", {"취소 완료", "canceled"}},
      {"partially_canceled", {"부분 취소 완료", "canceled in part"}},
      {"refund_unknown", {"환불 결과 확인 중", "refund's outcome unknown"}},
      {"void_too_late", {"매입됨, 환불로 전환", "cleared: refund instead"}},
      {"expired", {"만료", "expired"}},
      {"alarm", {"확인 필요", "alarm"}},
  };
  static const Words unknown = {"", ""};
  const auto found = words.find(event);
  return found == words.end() ? unknown : found->second;
}

/// "2026-11-22T16:05:03.123+09:00" -> "16:05:03.123"
std::string time_of_day(const std::string& iso8601) {
  constexpr std::size_t kFrom = 11;
  constexpr std::size_t kCount = 12;
  return iso8601.size() >= kFrom + kCount ? iso8601.substr(kFrom, kCount) : iso8601;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t used = display_width(text);
  return text + std::string(used < width ? width - used : 1, ' ');
}

}  // namespace

std::string amount_text(std::int64_t amount_minor) {
  return to_korean_text(Money{amount_minor, Currency::kKrw});
}

std::string status_text(const std::string& status) {
  static const std::map<std::string, std::string> korean = {
      {"READY", "결제 대기"},    {"IN_PROGRESS", "결제 진행 중"},   {"DONE", "결제 완료"},
      {"CANCELED", "결제 취소"}, {"PARTIAL_CANCELED", "부분 취소"}, {"ABORTED", "결제되지 않음"},
      {"EXPIRED", "결제 만료"},  {"UNKNOWN", "결과 확인 중"},
  };
  const auto found = korean.find(status);
  return found == korean.end() ? status : found->second + " (" + status + ")";
}

void print_timeline(const Terminal& terminal, const nlohmann::json& payment) {
  for (const auto& entry : payment.value("timeline", nlohmann::json::array())) {
    const std::string event = entry.value("event", std::string());
    const Words& words = words_of(event);
    const std::string korean = *words.korean == '\0' ? event : words.korean;
    terminal.dim_line("    " + time_of_day(entry.value("at", std::string())) + "  " +
                      padded(korean, 20) + padded(words.english, 24) +
                      entry.value("status", std::string()));
  }
}

}  // namespace pay200::dev
