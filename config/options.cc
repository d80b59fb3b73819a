// Options of clients: YAML values to bytes, by the option table and the operator's own definitions.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/option_names.h"
#include "config/scalars.h"
#include "config/suggest.h"
#include "libdhcp6/wire/option_table.h"

namespace ward6::config {
namespace {

using dhcp6::OptionRow;
using dhcp6::TextValue;

// YAML as the neutral tree that the option table reads. Marks are indexes into `places`.
class Converter {
 public:
  explicit Converter(Diagnostics& out) : out_(out) {}

  // Nothing when it was refused and reported.
  std::optional<TextValue> convert(const Node& node) {
    auto value = step(node, 0);
    if (failed_) return std::nullopt;
    return value;
  }

  [[nodiscard]] Place place(std::uint32_t mark) const {
    return mark < places_.size() ? places_[mark] : Place{};
  }

 private:
  // Recursion is bounded by kDepthMax, the depth of any document.
  TextValue step(const Node& node, std::size_t depth) {  // NOLINT(misc-no-recursion) bounded
    const auto mark = static_cast<std::uint32_t>(places_.size());
    places_.push_back(node.place);
    if (depth == dhcp6::kTextDepthMax) return refuse(node, "nested too deep for an option");
    switch (node.kind) {
      case NodeKind::scalar:
        return TextValue::scalar(node.text, mark);
      case NodeKind::null:
        return refuse(node, "a value is missing");
      case NodeKind::sequence: {
        TextValue list = TextValue::list({}, mark);
        for (const Node* item : node.items) list.items.push_back(step(*item, depth + 1));
        return list;
      }
      case NodeKind::map: {
        TextValue fields = TextValue::fields(mark);
        for (std::size_t i = 0; i < node.items.size(); i += 2) {
          fields.add(node.items[i]->text, step(*node.items[i + 1], depth + 1));
        }
        return fields;
      }
    }
    return {};
  }

  TextValue refuse(const Node& node, std::string_view why) {
    if (!failed_) out_.error(node.place, std::string(why));
    failed_ = true;
    return {};
  }

  Diagnostics& out_;
  std::vector<Place> places_;
  bool failed_ = false;
};

struct Setter {
  const Node& key;
  const Node& value;
  bool always = false;
  bool incomplete = false;  // the long form without its value
};

void report(const Converter& converter,
            const dhcp6::TextError& error,
            const Setter& setter,
            Diagnostics& out) {
  out.error(converter.place(error.mark),
            cat("option '", setter.key.text, "': ", printable(error.text)));
}

void encode_known(const OptionRow& row,
                  const Setter& setter,
                  Loader& loader,
                  dhcp6::OptionSet& set) {
  Converter converter(loader.out);
  const auto value = converter.convert(setter.value);
  if (!value) return;
  auto bodies = dhcp6::encode_instances(row, *value);
  if (!bodies) {
    report(converter, bodies.error(), setter, loader.out);
    return;
  }
  for (auto& body : *bodies) {
    set.push_back({dhcp6::value(row.code), std::move(body), setter.always});
  }
}

void encode_own(const dhcp6::UserOption& option,
                const Setter& setter,
                Loader& loader,
                dhcp6::OptionSet& set) {
  Converter converter(loader.out);
  const auto value = converter.convert(setter.value);
  if (!value) return;
  std::vector<std::byte> body;
  if (const auto done = option.encode(*value, body); !done) {
    report(converter, done.error(), setter, loader.out);
    return;
  }
  set.push_back({option.code(), std::move(body), setter.always});
}

std::string suggest_option(std::string_view name, const Loader& loader) {
  if (auto remedy = remedy_for_option_name(name); !remedy.empty()) return remedy;
  Nearest nearest(name);
  for (const OptionRow& row : dhcp6::option_table()) {
    if (row.configurable()) nearest.offer(row.name);
  }
  for (const auto& option : loader.user_options) nearest.offer(option.name());
  if (!nearest.best().empty()) return cat("Did you mean '", nearest.best(), "'?");
  if (const auto code = parse_integer(name); code && *code > 0 && *code < 65536) {
    const OptionRow* row = dhcp6::find_option(static_cast<std::uint16_t>(*code));
    if (row != nullptr) return cat("Option ", name, " is called '", row->name, "'.");
  }
  return "Define it under 'option-definitions', or see ward6.yaml(5) for the names.";
}

// {value: …, always: …}: the long form. No option has a field called `value`.
Setter long_form(const Node& key, const Node& value, Diagnostics& out) {
  if (!value.is_map()) return {key, value};
  const bool is_long = [&] {
    for (std::size_t i = 0; i < value.items.size(); i += 2) {
      if (value.items[i]->text == "value" || value.items[i]->text == "always") return true;
    }
    return false;
  }();
  if (!is_long) return {key, value};
  const Object object(value, "option-value", out);
  const bool always = object.boolean("always").value_or(false);
  const Node* inner = object.find("value");
  return {key, inner != nullptr ? *inner : value, always, inner == nullptr};
}

void load_option(const Node& key, const Node& node, Loader& loader, dhcp6::OptionSet& set) {
  const OptionRow* row = dhcp6::find_option(key.text);
  if (row != nullptr) {
    if (const auto refusal = refusal_of(*row); refusal) {
      loader.out.error(key.place, refusal->message, refusal->remedy);
      return;
    }
  }
  const auto own = std::ranges::find(loader.user_options, std::string_view(key.text),
                                     [](const auto& option) { return option.name(); });
  if (row == nullptr && own == loader.user_options.end()) {
    loader.out.error(key.place, cat("unknown option ", quoted(key.text)),
                     loader.out.is_full() ? std::string() : suggest_option(key.text, loader));
    return;
  }
  if (node.is_null()) {
    loader.out.error(key.place, cat("option '", key.text, "' has no value"));
    return;
  }
  const Setter setter = long_form(key, node, loader.out);
  if (&setter.value != &node && setter.value.is_null()) {
    loader.out.error(key.place, cat("option '", key.text, "' has no value"));
    return;
  }
  if (setter.incomplete) return;  // reported: no value
  if (row != nullptr) {
    encode_known(*row, setter, loader, set);
  } else {
    encode_own(*own, setter, loader, set);
  }
}

}  // namespace

dhcp6::OptionSet load_options(const Object& parent, Loader& loader) {
  dhcp6::OptionSet set;
  const Node* options = parent.find("options");
  if (options == nullptr) return set;
  if (!options->is_map()) {
    if (!options->is_null() || !parent.out().is_mended()) parent.wrong("options", *options);
    return set;
  }
  for (std::size_t i = 0; i < options->items.size(); i += 2) {
    load_option(*options->items[i], *options->items[i + 1], loader, set);
  }
  std::ranges::stable_sort(set, {}, &dhcp6::ConfiguredOption::code);
  return set;
}

}  // namespace ward6::config
