// Settings that two groups have in common. Internal to config/.
#pragma once

#include <string_view>

#include "config/schema.h"

namespace ward6::config {

constexpr Setting client_link_layer_row(std::string_view group) noexcept {
  return {.group = group,
          .key = "client-link-layer",
          .type = Type::boolean,
          .fallback = "true",
          .doc = "Tells servers the link-layer address that a client's frame came from: RFC 6939."};
}

constexpr Setting remote_id_row(std::string_view group) noexcept {
  return {.group = group,
          .key = "remote-id",
          .type = Type::object,
          .refers = "relay-remote-id",
          .doc = "A Remote-Id to send: RFC 4649."};
}

constexpr Setting client_rate_row(std::string_view group) noexcept {
  return {.group = group,
          .key = "client-rate",
          .type = Type::integer,
          .fallback = "20",
          .min = 0,
          .max = 1'000'000,
          .doc =
              "How many messages a second one client, known by its link-layer address, may "
              "send; twice as many may come at once. 0: any number."};
}

}  // namespace ward6::config
