// `server`, `log` and `option-definitions`.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/suggest.h"
#include "libdhcp6/wire/fields.h"

namespace ward6::config {
namespace {

using dhcp6::DuidType;

using DuidRow = std::pair<std::string_view, std::optional<DuidType>>;
constexpr std::array kDuidTypes{DuidRow{"auto", std::nullopt}, DuidRow{"llt", DuidType::llt},
                                DuidRow{"ll", DuidType::ll}, DuidRow{"en", DuidType::en},
                                DuidRow{"uuid", DuidType::uuid}};

const DuidRow* find_duid_type(std::string_view text) {
  const auto* found =
      std::ranges::find(kDuidTypes, text, [](const auto& row) { return row.first; });
  return found == kDuidTypes.end() ? nullptr : found;
}

void load_duid(const Object& server, const Node& node, ServerDuid& duid) {
  Diagnostics& out = server.out();
  constexpr std::string_view kNeedsNumber = "a DUID of kind 'en' needs an enterprise number";
  constexpr std::string_view kWriteIt = "Write 'duid: {type: en, enterprise: NUMBER}'.";
  if (node.is_map()) {
    const Object object(node, "duid", out);
    const auto type = object.choice("type");
    const auto enterprise = object.integer("enterprise");
    if (!type) return;
    duid.type = find_duid_type(*type)->second;
    if (enterprise) duid.enterprise = static_cast<std::uint32_t>(*enterprise);
    if (duid.type == DuidType::en && object.find("enterprise") == nullptr) {
      out.error(node.place, std::string(kNeedsNumber), std::string(kWriteIt));
    }
    if (duid.type != DuidType::en && enterprise) {
      out.error(object.place_of("enterprise"),
                cat("an enterprise number has no place in a DUID of kind '", *type, "'"),
                "Remove it, or write 'type: en'.");
    }
    return;
  }
  if (const auto* row = find_duid_type(node.text)) {
    duid.type = row->second;
    if (duid.type == DuidType::en) {
      out.error(node.place, std::string(kNeedsNumber), std::string(kWriteIt));
    }
    return;
  }
  const auto given = dhcp6::Duid::parse(node.text);
  if (given && node.is_scalar()) {
    duid.duid = *given;
  } else {
    server.wrong("duid", node);
  }
}

void load_listen(const Object& server, Config& config) {
  server.for_each("listen", [&](const Node& node) {
    const auto address = dhcp6::Ipv6Address::parse(node.text);
    if (!node.is_scalar() || !address) {
      server.wrong("listen", node);
    } else if (address->is_multicast() || address->is_link_local()) {
      server.out().error(node.place, cat(node.text, " cannot be listened on for relayed messages"),
                         "Name a global or unique local address of this host, or \"::\".");
    } else {
      config.listen.push_back(*address);
    }
  });
}

template <class T, class U>
void assign(T& target, const std::optional<U>& value) {
  if (value) target = static_cast<T>(*value);
}

dhcp6::UserField load_field(const Object& object) {
  dhcp6::UserField field;
  if (object.find("name") != nullptr) field.name = object.text("name").value_or("");
  if (const auto type = object.choice("type")) {
    field.kind = dhcp6::find_kind(*type).value_or(dhcp6::FieldKind::hex);
  }
  return field;
}

void load_definition(const Node& node, std::string_view name, Place place, Loader& loader) {
  Diagnostics& out = loader.out;
  const Object object(node, "option-definition", out);
  const auto code = object.integer("code");
  const auto type = object.choice("type");
  dhcp6::UserOptionDefinition definition{.name = std::string(name),
                                         .code = 0,
                                         .fields = {},
                                         .array = object.boolean("array").value_or(false)};
  if (type) definition.fields.push_back({{}, *dhcp6::find_kind(*type)});
  object.for_each("fields", [&](const Node& field) {
    definition.fields.push_back(load_field(Object(field, "option-field", out)));
  });
  const bool has_type = object.find("type") != nullptr;
  if (has_type == (object.find("fields") != nullptr)) {
    out.error(place,
              cat("option ", quoted(name),
                  has_type ? " has both 'type' and 'fields'" : " has neither 'type' nor 'fields'"),
              "Write one of the two.");
    return;
  }
  if (!code || (has_type && !type)) return;
  definition.code = static_cast<std::uint16_t>(*code);
  auto option = dhcp6::UserOption::make(std::move(definition));
  if (!option) {
    out.error(place, cat("option ", quoted(name), ": ", option.error().text));
    return;
  }
  loader.user_options.push_back(std::move(*option));
  if (const auto distinct = dhcp6::check_distinct(loader.user_options); !distinct) {
    out.error(place, cat("option ", quoted(name), ": ", distinct.error().text));
    loader.user_options.pop_back();
  }
}

}  // namespace

void load_server(const Node& node, Loader& loader, Config& config, dhcp6::ServerConfig& server) {
  const Object object(node, "server", loader.out);
  if (const Node* duid = object.find("duid")) load_duid(object, *duid, config.duid);
  assign(config.state_directory, object.text("state-directory"));
  assign(config.runtime_directory, object.text("runtime-directory"));
  assign(config.history_keep, object.duration("history-keep"));
  load_listen(object, config);
  server.options = load_options(object, loader);
  assign(server.limits.leases_max, object.integer("leases-max"));
  assign(server.limits.leases_per_client_max, object.integer("leases-per-client-max"));
  assign(server.declined_hold, object.duration("declined-hold"));
  assign(server.former_hold, object.duration("former-hold"));
  if (const auto until = object.date("legacy-unicast-until")) server.legacy_unicast_until = *until;
  if (const Node* control = object.find("control")) {
    const Object socket(*control, "control", loader.out);
    assign(config.control.mode, socket.mode("mode"));
    assign(config.control.group, socket.text("group"));
    if ((config.control.mode & 07U) != 0 && socket.find("mode") != nullptr) {
      loader.out.warning(socket.find("mode")->place,
                         "every user of this host may use the control socket",
                         "Write \"0660\" and add those who may to its group.");
    }
  }
}

void load_log(const Node& node, Loader& loader, Config& config) {
  constexpr std::array kLevels{std::pair{std::string_view("debug"), LogLevel::debug},
                               std::pair{std::string_view("info"), LogLevel::info},
                               std::pair{std::string_view("warning"), LogLevel::warning},
                               std::pair{std::string_view("error"), LogLevel::error}};
  const Object object(node, "log", loader.out);
  const auto level = object.choice("level");
  for (const auto& [name, value] : kLevels) {
    if (level == name) config.log.level = value;
  }
  if (object.choice("format") == "json") config.log.format = LogFormat::json;
  assign(config.log.transactions, object.boolean("transactions"));
}

void load_definitions(const Object& file, Loader& loader) {
  file.for_each_named("option-definitions",
                      [&](std::string_view name, Place place, const Node& node) {
                        load_definition(node, name, place, loader);
                      });
}

}  // namespace ward6::config
