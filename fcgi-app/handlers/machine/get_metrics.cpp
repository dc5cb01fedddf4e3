#include "core/platform/metrics/metrics.hpp"
#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {

/// Of every process, whichever worker is asked.
HandlerResult get_metrics(Services& services, const http::Call& /*call*/) {
  return http::Response{200,
                        {{"Content-Type", metrics::kExpositionType}},
                        metrics::exposition(services.metrics_directory)};
}

}  // namespace pay200::handlers
