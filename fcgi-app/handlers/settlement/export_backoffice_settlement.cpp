#include <memory>
#include <string>

#include "core/settlement/settlement_service.hpp"
#include "core/settlement/statement_csv.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/settlement/settlement_request.hpp"
#include "fcgi-app/http/query.hpp"

namespace pay200::handlers {
namespace {

/// Lines a page after the other, so that no more than one is ever in memory; then what is paid.
class Statement {
 public:
  Statement(Services& services, const Settlement& settlement, Language language)
      : settlements_(services.database, services.clock),
        settlement_(settlement),
        language_(language) {}

  std::string next_part() {
    if (done_) return {};
    const auto lines = settlements_.lines(settlement_.key, after_);
    std::string part;
    for (const auto& line : lines) part += statement_csv_line(line, language_);
    done_ = lines.size() < SettlementService::kMostLines;
    if (done_) return part + statement_csv_end(settlement_, language_);
    after_ = lines.back().id;
    return part;
  }

 private:
  SettlementService settlements_;
  Settlement settlement_;
  Language language_;
  std::optional<SettlementLineId> after_;
  bool done_ = false;
};

Language language_in(http::Query& query, Language otherwise) {
  const auto text = query.optional_text("lang");
  if (!text) return otherwise;
  if (*text != "ko" && *text != "en") query.refuse("lang", "must be one of: ko, en");
  return *text == "en" ? Language::kEnglish : Language::kKorean;
}

}  // namespace

HandlerResult export_backoffice_settlement(Services& services, const http::Call& call,
                                           const StaffMember& who) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  const Language language = language_in(*query, call.language);
  if (query->error()) return *query->error();
  const auto key = settlement_key_of(call, who.merchant_id);
  if (!key) return key.error();
  auto settlement = SettlementService(services.database, services.clock).get_settlement(*key);
  if (!settlement) return settlement.error();
  const std::string name = "settlement-" + to_text(settlement->business_day) + ".csv";
  const auto rest = std::make_shared<Statement>(services, *settlement, language);
  http::Response response{200,
                          {{"Content-Type", "text/csv; charset=utf-8"},
                           {"Content-Disposition", "attachment; filename=\"" + name + "\""}},
                          statement_csv_head(language)};
  response.next_part = [rest] { return rest->next_part(); };
  return response;
}

}  // namespace pay200::handlers
