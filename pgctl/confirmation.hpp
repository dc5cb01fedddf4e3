#pragma once
// The question before something that cannot be taken back.

#include <string>

namespace pay200::pgctl {

/// Goes on only after a yes: --yes, or a person's. `act` names mode, merchant and amount ("revoke
/// the test secret key ... of 한빛서점"), `consequence` is one more line for whoever is asked.
/// Throws Failure: kFailed if declined (that is no success), kUsage if nobody is there to ask.
void require_yes(bool yes, const std::string& act, const std::string& consequence);

}  // namespace pay200::pgctl
