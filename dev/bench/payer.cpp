#include "dev/bench/payer.hpp"

#include "dev/shop_client.hpp"

namespace pay200::dev {
namespace {

using std::chrono::steady_clock;

constexpr int kOk = 200;
constexpr int kCreated = 201;
constexpr int kDeclined = 402;
constexpr int kUnavailable = 503;
constexpr int kTimedOut = 504;

constexpr std::int64_t kLeastAmount = 1'000;
constexpr std::int64_t kAmountStep = 1'100;
constexpr int kAmounts = 90;

/// The value behind `"name":"`, looked for behind `after`; the API's tokens need no escapes.
std::string text_in(std::string_view body, std::string_view after, std::string_view name) {
  const auto from = after.empty() ? 0 : body.find(after);
  if (from == std::string_view::npos) return {};
  const std::string wanted = "\"" + std::string(name) + "\":\"";
  const auto at = body.find(wanted, from);
  if (at == std::string_view::npos) return {};
  const auto begin = at + wanted.size();
  return std::string(body.substr(begin, body.find('"', begin) - begin));
}

std::string in_words(const char* what, const LoadAnswer& answer) {
  return std::string(what) + ": " + std::to_string(answer.status) + " " + std::string(answer.body);
}

}  // namespace

std::optional<LoadRequest> Payer::next() {
  if (!tally_.failure.empty()) return std::nullopt;
  LoadRequest request;
  switch (step_) {
    case Step::kCreate: {
      const auto due = plan_.begin + number_ * plan_.every;
      if (std::max(due, steady_clock::now()) >= plan_.end) return std::nullopt;
      if (plan_.over != nullptr && *plan_.over) return std::nullopt;
      request.not_before = due;
      request.text = create_text();
      break;
    }
    case Step::kScan:
      request.text = request_text("POST", "/v1/shopper/payments/scan", people_.shopper_header,
                                  R"({"qrToken":")" + qr_token_ + "\"}");
      break;
    case Step::kConfirm:
      request.text = request_text(
          "POST", "/v1/shopper/payments/" + payment_key_ + "/confirm", people_.shopper_header,
          R"({"cardId":")" + (declines() ? people_.declined_card_id : people_.card_id) +
              R"(","pin":")" + people_.pin + "\"}");
      break;
    case Step::kCancel:
      request.text = request_text("POST", "/v1/payments/" + payment_key_ + "/cancel",
                                  people_.shop_header, R"({"cancelReason":"고객 변심"})");
      break;
  }
  return request;
}

std::string Payer::create_text() const {
  const std::int64_t amount = kLeastAmount + kAmountStep * (number_ % kAmounts);
  return request_text("POST", "/v1/payments", people_.shop_header,
                      R"({"orderId":")" + unused_order_id() +
                          R"(","orderName":"아메리카노","amount":)" + std::to_string(amount) + "}");
}

void Payer::begin_next() {
  ++number_;
  step_ = Step::kCreate;
}

bool Payer::is_outage(const LoadAnswer& answer) const {
  return plan_.outages && (answer.status == kUnavailable || answer.status == kTimedOut);
}

void Payer::take(const LoadAnswer& answer) {
  if (is_outage(answer)) {
    ++tally_.refused;
    return begin_next();
  }
  const bool good = answer.status == kOk || answer.status == kCreated;
  switch (step_) {
    case Step::kCreate:
      if (!good) tally_.failure = in_words("create", answer);
      return take_created(answer.body);
    case Step::kScan:
      if (!good) tally_.failure = in_words("scan", answer);
      step_ = Step::kConfirm;
      return;
    case Step::kConfirm:
      return take_confirmed(answer);
    case Step::kCancel:
      if (!good) tally_.failure = in_words("cancel", answer);
      ++tally_.canceled;
      return begin_next();
  }
}

void Payer::take_created(std::string_view body) {
  payment_key_ = text_in(body, "", "paymentKey");
  qr_token_ = text_in(body, "\"qr\":{", "token");
  if (tally_.failure.empty() && (payment_key_.empty() || qr_token_.empty())) {
    tally_.failure = "create: " + std::string(body);
  }
  step_ = Step::kScan;
}

void Payer::take_confirmed(const LoadAnswer& answer) {
  if (answer.status != (declines() ? kDeclined : kOk)) {
    tally_.failure = in_words("confirm", answer);
    return;
  }
  if (declines()) {
    ++tally_.declined;
    return begin_next();
  }
  ++tally_.approved;
  tally_.confirm_us.push_back(static_cast<int>(answer.took.count()));
  tally_.payment_keys.push_back(payment_key_);
  if (!cancels()) return begin_next();
  step_ = Step::kCancel;
}

std::optional<LoadRequest> Reader::next() {
  if (!failure_.empty() || steady_clock::now() >= end_) return std::nullopt;
  return LoadRequest{.text = requests_[place_++ % requests_.size()]};
}

void Reader::take(const LoadAnswer& answer) {
  if (answer.status != kOk) failure_ = in_words("look-up", answer);
  ++answered_;
}

}  // namespace pay200::dev
