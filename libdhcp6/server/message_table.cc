#include "libdhcp6/server/message_table.h"

#include "libdhcp6/core/duid.h"

namespace ward6::dhcp6 {
namespace {

Outcome check_client_id(const MessageView& message, Presence presence) noexcept {
  const auto client_id = message.options.find(OptionCode::client_id);
  if (!client_id) {
    return presence == Presence::required ? Outcome::dropped_no_client_id : Outcome::replied;
  }
  // A second Client Identifier would make two clients of one: RFC 9915 §21.2, a singleton.
  if (message.options.count(OptionCode::client_id) > 1 || !Duid::make(client_id->body)) {
    return Outcome::dropped_bad_client_id;
  }
  return Outcome::replied;
}

Outcome check_server_id(const MessageView& message, Presence presence, Bytes server_duid) noexcept {
  const auto server_id = message.options.find(OptionCode::server_id);
  if (!server_id) {
    return presence == Presence::ours ? Outcome::dropped_no_server_id : Outcome::replied;
  }
  if (presence == Presence::forbidden) return Outcome::dropped_has_server_id;
  return equal(server_id->body, server_duid) ? Outcome::replied : Outcome::dropped_other_server;
}

bool has_ia(const MessageView& message) noexcept {
  return message.options.has(OptionCode::ia_na) || message.options.has(OptionCode::ia_ta) ||
         message.options.has(OptionCode::ia_pd);
}

}  // namespace

Outcome validate(const MessageView& message, Bytes server_duid) noexcept {
  // RFC 9915 §16: an unknown type is discarded.
  const MessageRow* row = message_row(message.type);
  if (row == nullptr) return Outcome::dropped_unknown_type;
  if (!row->for_server) return Outcome::dropped_not_for_server;
  const Outcome client = check_client_id(message, row->client_id);
  if (client != Outcome::replied) return client;
  const Outcome server = check_server_id(message, row->server_id, server_duid);
  if (server != Outcome::replied) return server;
  // RFC 9915 §16.12.
  if (!row->may_have_ia && has_ia(message)) return Outcome::dropped_has_ia;
  return Outcome::replied;
}

}  // namespace ward6::dhcp6
