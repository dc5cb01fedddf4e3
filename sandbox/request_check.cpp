#include "sandbox/request_check.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "core/acquirer/iso8583/original_data.hpp"
#include "core/acquirer/iso8583/private_data.hpp"

namespace pay200::sandbox {
namespace {

constexpr int kCardRequest[] = {2, 3, 4, 7, 11, 12, 13, 32, 37, 41, 49};
constexpr int kNetworkRequest[] = {7, 11, 41, 70};
constexpr int kOfPurchase[] = {14, 18, 22, 42};
constexpr int kOfVerification[] = {14, 18, 22, 48};
constexpr int kOfRefund[] = {18, 22, 42, 90};
constexpr int kOfGivingBack[] = {42, 90};
constexpr int kInquiryRequest[] = {3, 4, 7, 11, 12, 13, 32, 37, 41, 42, 49, 90};
/// What is asked names its message otherwise, and nobody needs to see it.
constexpr int kNotInInquiry[] = {2, 14, 48};

constexpr std::string_view kSignOn = "001";
constexpr std::string_view kSignOff = "002";
constexpr std::string_view kEcho = "301";

std::span<const int> common_fields(Kind kind) {
  switch (kind) {
    case Kind::kEcho:
    case Kind::kSignOn:
    case Kind::kSignOff:
      return kNetworkRequest;
    case Kind::kInquiry:
      return kInquiryRequest;
    case Kind::kPurchase:
    case Kind::kRefund:
    case Kind::kVoid:
    case Kind::kReversal:
    case Kind::kVerify:
      return kCardRequest;
  }
  return {};
}

std::span<const int> own_fields(Kind kind) {
  switch (kind) {
    case Kind::kPurchase:
      return kOfPurchase;
    case Kind::kVerify:
      return kOfVerification;
    case Kind::kRefund:
      return kOfRefund;
    case Kind::kVoid:
    case Kind::kReversal:
      return kOfGivingBack;
    case Kind::kInquiry:
    case Kind::kEcho:
    case Kind::kSignOn:
    case Kind::kSignOff:
      return {};
  }
  return {};
}

std::string says(int field, std::string_view what) {
  return "field " + std::to_string(field) + ' ' + std::string{what};
}

bool is_month(std::string_view yymm) {
  const std::string_view month = yymm.substr(2);
  return month >= "01" && month <= "12";
}

bool has_cvc(std::string_view field_48) {
  const auto data = iso8583::from_field_48(field_48);
  if (!data) return false;
  const auto cvc = data->find(iso8583::kCvcTag);
  if (cvc == data->end()) return false;
  return (cvc->second.size() == 3 || cvc->second.size() == 4) &&
         std::ranges::all_of(cvc->second, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_known_code(const iso8583::Message& request, Kind kind) {
  switch (kind) {
    case Kind::kRefund:
      return true;  // its processing code is what made it one
    case Kind::kEcho:
      return request.get(70) == kEcho;
    case Kind::kSignOn:
    case Kind::kSignOff:
      return true;
    case Kind::kInquiry:
      return request.get(3) == "000000" || request.get(3) == "200000";
    case Kind::kPurchase:
    case Kind::kVoid:
    case Kind::kReversal:
    case Kind::kVerify:
      return request.get(3) == "000000";
  }
  return false;
}

}  // namespace

Kind kind_of(const iso8583::Message& request) {
  if (request.mti == iso8583::mti::kNetworkRequest) {
    if (request.get(70) == kSignOn) return Kind::kSignOn;
    return request.get(70) == kSignOff ? Kind::kSignOff : Kind::kEcho;
  }
  if (request.mti == iso8583::mti::kAuthorizationRequest) return Kind::kVerify;
  if (request.mti == iso8583::mti::kFinancialRequest) {
    return request.get(3) == "200000" ? Kind::kRefund : Kind::kPurchase;
  }
  if (request.mti == iso8583::mti::kInquiryRequest) return Kind::kInquiry;
  return request.mti.starts_with("040") ? Kind::kVoid : Kind::kReversal;
}

std::optional<std::string> fault_of_request(const iso8583::Message& request) {
  const Kind kind = kind_of(request);
  for (const auto& fields : {common_fields(kind), own_fields(kind)}) {
    for (const int field : fields) {
      if (!request.has(field)) return says(field, "missing");
    }
  }
  if (kind == Kind::kInquiry) {
    for (const int field : kNotInInquiry) {
      if (request.has(field)) return says(field, "not wanted");
    }
  }
  // No MAC key is agreed with the sandbox, and a MAC that nobody checks is worse than none.
  for (const int field : {64, 128}) {
    if (request.has(field)) return says(field, "not agreed");
  }
  if (!is_known_code(request, kind)) return says(request.has(70) ? 70 : 3, "unknown");
  if (request.has(14) && !is_month(request.get(14))) return says(14, "no month");
  if (kind == Kind::kVerify && !has_cvc(request.get(48))) return says(48, "without CVC");
  if (request.has(90) && iso8583::from_field_90(request.get(90))->mti != "0200") {
    return says(90, "not about a 0200");
  }
  return std::nullopt;
}

}  // namespace pay200::sandbox
