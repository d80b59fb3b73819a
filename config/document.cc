#include "config/document.h"

#include <algorithm>
#include <array>
#include <exception>
#include <sstream>
#include <tuple>
#include <unordered_map>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>
#include <yaml-cpp/yaml.h>

#include "config/prescan.h"
#include "config/utf8.h"

namespace ward6::config {
namespace {

// How often the text is mended after a YAML error and read again, and up to which size: enough for
// a file written by a person.
constexpr int kAttemptsMax = 8;
constexpr std::size_t kMendSizeMax = std::size_t{4} << 20U;

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {1, 1};
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

// A limit was reached or a construct is not supported: stops the YAML library, which lets the
// exceptions of its event handler pass.
struct Refused {
  Place place;
  std::string message;
  std::string remedy;
};

struct Wording {
  std::string_view library;
  std::string_view message;
  std::string_view remedy;
};

// What the YAML library says, and what an operator can do with it.
constexpr std::array kWordings{
    Wording{"illegal map value", "a ':' is not expected here",
            "Look for a ':' too many, a missing line break, or wrong indentation just above; quote "
            "a value that contains ': '."},
    Wording{"end of map flow not found", "a '{' is not closed, or a ',' is missing",
            "Write {key: value, key: value}."},
    Wording{"end of sequence flow not found", "a '[' is not closed, or a ',' is missing",
            "Write [value, value]."},
    Wording{"end of map not found", "the indentation does not fit what is above",
            "Give all keys of one level the same indentation."},
    Wording{"end of sequence not found", "the indentation does not fit the list above",
            "Give all '-' of one list the same indentation."},
    Wording{"illegal block entry", "a '-' is not expected here",
            "Put each item of a list on a line of its own, all with the same indentation."},
    Wording{"illegal map key", "a key is not expected here", "Check the indentation."},
    Wording{"illegal flow end", "a closing bracket without its opening one", "Remove it."},
    Wording{"illegal EOF in scalar", "a quote is opened but never closed",
            "Close it on the same line."},
    Wording{"the referenced anchor is not defined", "an alias without its anchor",
            "Quote a value that begins with '*'."},
    Wording{"unknown token", "this character cannot begin a value", "Quote the value."},
};

void report_syntax(const YAML::Exception& error, Diagnostics& out) {
  for (const Wording& wording : kWordings) {
    if (error.msg.starts_with(wording.library)) {
      out.error(place_of(error.mark), std::string(wording.message), std::string(wording.remedy));
      return;
    }
  }
  out.error(place_of(error.mark), cat("not valid YAML: ", printable(error.msg)));
}

}  // namespace

// Builds the tree from the library's events: its own node type merges duplicate keys, forgets
// which scalars were quoted, and would follow a cyclic alias for ever.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& text, Document& document, Diagnostics& out)
      : text_(text), document_(document), out_(out) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      throw Refused{place_of(mark), "a second YAML document begins here",
                    "Put everything into one document, or in a file of its own."};
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node& node = make(NodeKind::null, mark, anchor);
    step_back(node, mark);
    close(node);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { alias(mark, anchor); }
  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    Node& node = make(NodeKind::scalar, mark, anchor);
    node.plain = tag == "?";
    node.text = value;
    close(node);
  }
  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    begin(make(NodeKind::sequence, mark, anchor));
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    begin(make(NodeKind::map, mark, anchor));
  }
  void OnMapEnd() override { end(); }

  // After an error: closes what is open, so that the part before it can be looked at.
  void abandon() {
    while (!open_.empty()) end();
  }

 private:
  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    out_.error(place_of(mark), cat("YAML tags such as ", quoted(tag), " are not used here"),
               "Remove the tag.");
  }

  // The library gives a value that is not there the place of what follows it, perhaps lines below:
  // the '-' of an empty entry is what its reader looks for.
  void step_back(Node& node, const YAML::Mark& mark) const {
    constexpr std::size_t kStepsMax = 4096;
    std::size_t at = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size());
    std::uint32_t lines = 0;
    for (std::size_t steps = 0; at > 0 && steps < kStepsMax; ++steps) {
      const char c = text_[--at];
      if (c == '\n') ++lines;
      if (c == ' ' || c == '\n' || c == '\r') continue;
      if (c != '-' || lines == 0) return;
      const auto line_start = text_.rfind('\n', at);
      const std::size_t column = line_start == std::string::npos ? at + 1 : at - line_start;
      node.place = {node.place.line - lines, static_cast<std::uint32_t>(column)};
      return;
    }
  }

  Node& make(NodeKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (document_.nodes_.size() == kNodesMax) {
      throw Refused{place_of(mark), cat("the file has more than ", kNodesMax, " values"), {}};
    }
    Node& node = document_.nodes_.emplace_back();
    node.kind = kind;
    node.place = place_of(mark);
    if (anchor != YAML::NullAnchor) anchors_[anchor] = &node;
    return node;
  }

  void begin(Node& node) {
    if (open_.size() == kDepthMax) {
      throw Refused{node.place, cat("nested deeper than ", kDepthMax, " levels"), {}};
    }
    open_.push_back(&node);
  }

  void end() {
    Node& node = *open_.back();
    open_.pop_back();
    if (node.is_map()) check_keys(node);
    close(node);
  }

  void alias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refused{place_of(mark), "an alias without its anchor", {}};
    const Node& target = *found->second;
    if (std::ranges::find(open_, &target) != open_.end()) {
      throw Refused{place_of(mark), "an alias inside the value that it stands for",
                    "Such a value would be endless; write it out."};
    }
    aliased_ += target.weight;
    if (aliased_ > kAliasedNodesMax) {
      throw Refused{place_of(mark),
                    cat("aliases expand to more than ", kAliasedNodesMax, " values"),
                    "Write fewer aliases, or nest them less."};
    }
    attach(target, place_of(mark));
  }

  void close(const Node& node) { attach(node, node.place); }

  void attach(const Node& node, Place place) {
    if (open_.empty()) {
      document_.root_ = &node;
      return;
    }
    if (open_.size() + node.height > kDepthMax) {
      throw Refused{place, cat("nested deeper than ", kDepthMax, " levels"), {}};
    }
    Node& parent = *open_.back();
    parent.items.push_back(&node);
    parent.weight += node.weight;
    parent.height =
        std::max<std::uint8_t>(parent.height, static_cast<std::uint8_t>(node.height + 1));
  }

  void check_keys(Node& map);

  const std::string& text_;
  Document& document_;
  Diagnostics& out_;
  std::vector<Node*> open_;
  std::unordered_map<YAML::anchor_t, Node*> anchors_;
  std::size_t aliased_ = 0;
  int documents_ = 0;
};

// Keeps the pairs whose key is a word that the map does not have yet; the others are errors.
void TreeBuilder::check_keys(Node& map) {
  if (map.items.size() % 2 == 1) map.items.pop_back();  // abandoned between key and value
  std::vector<std::size_t> by_name;
  for (std::size_t i = 0; i < map.items.size(); i += 2) by_name.push_back(i);
  const auto less = [&map](std::size_t a, std::size_t b) {
    return std::tie(map.items[a]->text, a) < std::tie(map.items[b]->text, b);
  };
  std::ranges::sort(by_name, less);
  std::vector<bool> drop(map.items.size());
  const Node* kept = nullptr;
  for (const std::size_t i : by_name) {
    const Node& key = *map.items[i];
    drop[i] = true;
    if (!key.is_scalar()) {
      out_.error(key.place, "a key must be a word", "Quote it if it is meant to be text.");
    } else if (key.plain && key.text == "<<") {
      out_.error(key.place, "unknown key '<<': merging maps is not supported",
                 "Write the settings out, or use an alias for the whole value.");
    } else if (kept != nullptr && kept->text == key.text) {
      out_.error(key.place,
                 cat("duplicate key ", quoted(key.text), ": it is already given in line ",
                     kept->place.line),
                 "Remove one of them, or join their contents.",
                 {{kept->place, "first given here", {}}});
    } else {
      kept = &key;
      drop[i] = false;
    }
  }
  std::size_t to = 0;
  for (std::size_t i = 0; i < map.items.size(); i += 2) {
    if (drop[i]) continue;
    map.items[to] = map.items[i];
    map.items[to + 1] = map.items[i + 1];
    to += 2;
  }
  map.items.resize(to);
}

namespace {

enum class Attempt : std::uint8_t { good, refused, syntax };

struct Outcome {
  Attempt attempt = Attempt::good;
  Place place;
};

Outcome read_once(const std::string& text, Document& document, Diagnostics& out) {
  document = Document();
  TreeBuilder builder(text, document, out);
  try {
    std::istringstream in(text);
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
    return {};
  } catch (const Refused& refused) {
    out.error(refused.place, refused.message, refused.remedy);
    out.mended();
    try {
      builder.abandon();
    } catch (const Refused&) {
      document = Document();
    }
    return {Attempt::refused, refused.place};
  } catch (const YAML::Exception& error) {
    report_syntax(error, out);
    out.mended();
    builder.abandon();
    return {Attempt::syntax, place_of(error.mark)};
  }
}

}  // namespace

Document Document::parse(std::string_view text, Diagnostics& out) {
  Document document;
  if (!check_utf8(text, out)) return document;
  std::string mended(text);
  if (!prescan(mended, out)) return document;
  std::uint32_t last_line = 0;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const Outcome outcome = read_once(mended, document, out);
    if (outcome.attempt != Attempt::syntax || mended.size() > kMendSizeMax) break;
    // Read on behind the line at fault, with everything that hangs below it taken out. An error
    // that follows closely is most likely its consequence, so the reading ends there.
    if (last_line > 0 && outcome.place.line <= last_line + 1) break;
    last_line = blank_block(mended, outcome.place.line, out);
  }
  if (document.root_ == nullptr && !out.has_errors()) {
    out.error({1, 1}, "the file is empty", "Start from one of the examples.");
  }
  return document;
}

std::string_view describe(NodeKind kind) noexcept {
  switch (kind) {
    case NodeKind::null:
      return "nothing";
    case NodeKind::scalar:
      return "a single value";
    case NodeKind::sequence:
      return "a list";
    case NodeKind::map:
      return "a map";
  }
  return "";
}

}  // namespace ward6::config
