#include "fcgi-app/http/api_role.hpp"

#include <memory>

#include "core/payment/change_hint.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/http/accept_loop.hpp"
#include "fcgi-app/http/fcgi_request.hpp"
#include "fcgi-app/http/process_request.hpp"
#include "fcgi-app/routes.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::http {
namespace {

db::DatabaseOptions database_options(const Config& config) {
  db::DatabaseOptions options;
  options.conninfo = config.database.conninfo_for(config.database.api_user);
  options.connections = static_cast<std::size_t>(config.fcgi.database_connections);
  options.application_name = "pay200-api";
  return options;
}

}  // namespace

int run_api(const Config& config, const Secrets& secrets, int listen_fd, int stop_fd) {
  open_change_hints(config.stream.hint_socket);
  const Clock& clock = system_clock();
  db::Database database(database_options(config));
  LinkClient link(config.link.socket);
  ApiKeyService api_keys(database, clock, static_cast<std::size_t>(config.fcgi.cached_keys));
  MerchantOrigins origins(database, clock);
  PaymentService payments(database, clock, config, &link, secrets.pin_key);
  ShopperService shoppers(database, clock, config, &link, secrets.pin_key);
  PasskeyService passkeys(database, clock, config, secrets.pin_key);
  WebhookService webhooks(database, clock, secrets.webhook_key, config.webhook.allow_loopback);
  StaffService staff(database, clock, config, secrets.pin_key);
  MemberService members(database, clock, config);
  Services services{database,
                    clock,
                    link,
                    api_keys,
                    origins,
                    payments,
                    shoppers,
                    passkeys,
                    webhooks,
                    staff,
                    members,
                    config.payment.public_base_url,
                    secrets.token_key,
                    secrets.idempotency_key,
                    config.metrics_directory()};
  log::info("serving", {{"threads", std::to_string(config.fcgi.threads)}});
  run_accept_loop({.listen_fd = listen_fd,
                   .stop_fd = stop_fd,
                   .threads = config.fcgi.threads,
                   .handle = [&](const std::shared_ptr<FcgiRequest>& request) {
                     process_request(
                         services, routes(), request,
                         [request](const Response& response) { request->answer(response); });
                   }});
  log::info("drained");
  return 0;
}

}  // namespace pay200::http
