#include "fcgi-app/handlers/payment/order_id.hpp"

namespace pay200::handlers {

bool is_order_id(std::string_view text) {
  return text.size() >= 6 && text.size() <= 64 &&
         text.find_first_not_of(
             "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
             "-_.") == std::string_view::npos;
}

}  // namespace pay200::handlers
