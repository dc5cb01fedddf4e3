#pragma once
// The oracle: whether payment states, ledger and the acquirers' own journals agree, one to one, and
// whether what clients were told is so. It reads only the database, the sandboxes' journals and the
// client's own log, and repeats none of the gateway's code: the posting table and the fee are
// written down here a second time.
//
// Call it when nothing is on its way any more; what still is, is a finding.

#include <cstdint>
#include <string>
#include <vector>

#include "dev/oracle/books.hpp"
#include "sandbox/journal_reader.hpp"

namespace pay200::dev {

/// One thing that a client was told with a 2xx, and may rely on.
struct Told {
  enum class What { kCreated, kApproved, kPartlyCanceled, kCanceled };
  std::string payment_key;
  What what = What::kCreated;
  std::int64_t amount_minor = 0;  ///< of the payment, or of the part; 0: not held to it
};

struct Verdict {
  std::vector<std::string> findings;  ///< what is not as it should be; empty: all is
  // What was looked at, so that an empty list of findings means something.
  std::size_t payments = 0;
  std::size_t approved = 0;
  std::size_t purchases = 0;  ///< in the journals
  std::size_t refunds = 0;    ///< likewise
  double longest_unknown_s = 0;

  bool clean() const { return findings.empty(); }
};

/// What one acquirer says. Every acquirer counts its records from 1, and on terminals of its own.
struct AcquirerJournal {
  std::string acquirer;  ///< name in the configuration
  std::vector<sandbox::JournalRecord> records;
};

Verdict judge(const Books& books, const std::vector<AcquirerJournal>& journals,
              const std::vector<Told>& told = {});

/// At most `most` findings, a line each.
std::string to_text(const Verdict& verdict, std::size_t most = 20);

}  // namespace pay200::dev
