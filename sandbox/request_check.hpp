#pragma once
// Whether a request carries what its kind must carry (the table in
// core/acquirer/iso8583/message.hpp, written down here a second time on purpose: the sandbox is to
// notice when the gateway's idea of it changes).

#include <optional>
#include <string>

#include "core/acquirer/iso8583/message.hpp"
#include "sandbox/journal_record.hpp"

namespace pay200::sandbox {

/// By MTI, processing code and field 70. A 0200 that is no refund counts as a purchase.
Kind kind_of(const iso8583::Message& request);

/// "field 14 missing", at most 25 characters, for field 44; nullopt if all is there.
std::optional<std::string> fault_of_request(const iso8583::Message& request);

}  // namespace pay200::sandbox
