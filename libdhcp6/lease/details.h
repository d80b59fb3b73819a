// The details block of a lease: its further facts, encoded once and then carried as bytes through
// the lease table and the journal. Grammar: docs/journal-format.md.
#pragma once

#include <cstddef>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/lease.h"

namespace ward6::dhcp6 {

inline constexpr std::size_t kDetailSizeMax = 255;  // of one value

// Writes the facts that are there; empty and unspecified ones take no room. A value that is too
// long for its length byte, or that no longer fits, is left out: half an identifier is a wrong one.
// Only a hostname is cut. Returns the block, borrowed from `out`.
// Requires: out.size() >= kDetailsSizeMax.
[[nodiscard]] Bytes encode_details(const LeaseDetails& details, MutableBytes out) noexcept;

// Views of the result borrow from `block`. Unknown tags are skipped; of a repeated tag the last one
// counts. Fails with truncated or bad_length.
[[nodiscard]] Result<LeaseDetails> decode_details(Bytes block) noexcept;

}  // namespace ward6::dhcp6
