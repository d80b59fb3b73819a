#include "ctl/guard_explain.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <pcap/pcap.h>

#include "config/load.h"
#include "config/report.h"
#include "ctl/table.h"
#include "raguard/describe.h"
#include "raguard/guard.h"

namespace ward6::ctl {
namespace {

namespace json = boost::json;
using raguard::GuardPolicy;

struct Closer {
  void operator()(pcap* handle) const noexcept { ::pcap_close(handle); }
};

[[nodiscard]] ExitCode refuse(const std::string& text) {
  fmt::print(stderr, "ward6ctl: {}\n", text);
  return ExitCode::usage;
}

// The guard that is meant: of the link that is named, of the one that names the port, or the only
// one.
[[nodiscard]] const GuardPolicy* choose(const std::vector<GuardPolicy>& guards,
                                        const Command& command) {
  const auto by_link = std::ranges::find(guards, command.link, &GuardPolicy::name);
  if (!command.link.empty()) return by_link == guards.end() ? nullptr : &*by_link;
  const auto by_port = std::ranges::find_if(guards, [&](const GuardPolicy& guard) {
    return guard.interface == command.port ||
           std::ranges::find(guard.ports, command.port, &raguard::GuardPort::name) !=
               guard.ports.end();
  });
  if (by_port != guards.end()) return &*by_port;
  return guards.size() == 1 ? &guards.front() : nullptr;
}

[[nodiscard]] json::object to_json(std::size_t number, const raguard::Judgement& judgement) {
  const auto& reason = raguard::row(judgement.reason);
  json::array findings;
  for (const std::string_view id : raguard::finding_ids(judgement.findings)) {
    findings.emplace_back(id);
  }
  json::object object{{"frame", number},
                      {"verdict", judgement.is_drop() ? "drop" : "pass"},
                      {"reason", reason.id},
                      {"text", reason.text},
                      {"source", reason.source},
                      {"message", raguard::message_text(judgement)},
                      {"chain", raguard::chain_text(judgement)},
                      {"findings", std::move(findings)}};
  if (judgement.packet) object["from"] = judgement.packet->source.to_string();
  const auto& cause = raguard::row(judgement.cause);
  if (!cause.text.empty()) object["cause"] = cause.id;
  if (judgement.advert) object["says"] = printable(raguard::advert_text(*judgement.advert));
  return object;
}

[[nodiscard]] std::string to_text(std::size_t number, const raguard::Judgement& judgement) {
  const auto& reason = raguard::row(judgement.reason);
  std::string text =
      fmt::format("{:>5} {} {:<20} {}", number, judgement.is_drop() ? "drop" : "pass", reason.id,
                  raguard::message_text(judgement));
  if (judgement.packet) text += fmt::format(" from {}", judgement.packet->source.to_string());
  text += fmt::format(" [{}]", raguard::chain_text(judgement));
  if (!reason.source.empty()) text += fmt::format(" ({})", reason.source);
  if (judgement.advert) text += ": " + printable(raguard::advert_text(*judgement.advert));
  if (judgement.findings.any()) {
    text +=
        fmt::format("; findings: {}", fmt::join(raguard::finding_ids(judgement.findings), ", "));
  }
  return text + '\n';
}

// Numbers count from 1, as tshark's do.
[[nodiscard]] ExitCode judge_all(pcap* handle,
                                 const Command& command,
                                 const GuardPolicy& policy,
                                 raguard::PortRole role) {
  pcap_pkthdr* header = nullptr;
  const unsigned char* bytes = nullptr;
  int status = 0;
  for (std::size_t number = 1; (status = ::pcap_next_ex(handle, &header, &bytes)) == 1; ++number) {
    const auto frame = std::as_bytes(std::span(bytes, header->caplen));
    const raguard::Judgement judgement = raguard::judge(policy, role, frame);
    fmt::print("{}", command.json ? json::serialize(to_json(number, judgement)) + '\n'
                                  : to_text(number, judgement));
    if (header->caplen < header->len) {
      fmt::print(stderr, "ward6ctl: frame {}: only {} of {} octets are in the file\n", number,
                 header->caplen, header->len);
    }
  }
  if (status == PCAP_ERROR_BREAK) return ExitCode::ok;
  return refuse(fmt::format("{}: {}", command.file, ::pcap_geterr(handle)));
}

}  // namespace

ExitCode run_guard_explain(const Command& command) {
  const auto loaded = config::load_file(command.config);
  if (!loaded) {
    fmt::print(stderr, "{}", config::report_text(loaded.error()));
    return ExitCode::usage;
  }
  const GuardPolicy* policy = choose(*loaded->guards, command);
  if (policy == nullptr) {
    return refuse(loaded->guards->empty() ? fmt::format("{} guards no link", command.config)
                                          : "which link is meant? Give --port or --link");
  }
  const auto role =
      raguard::parse_role(command.role).value_or(raguard::role_of(*policy, command.port));
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap, Closer> handle(
      ::pcap_open_offline(command.file.c_str(), error.data()));
  if (!handle) return refuse(fmt::format("{}: {}", command.file, error.data()));
  if (::pcap_datalink(handle.get()) != DLT_EN10MB) {
    return refuse(fmt::format("{}: its frames are not of Ethernet", command.file));
  }
  return judge_all(handle.get(), command, *policy, role);
}

}  // namespace ward6::ctl
