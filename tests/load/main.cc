// ward6_test_load --interface IF [options]: see usage(). Exit code 0 when nothing was wrong: no
// duplicate lease, nothing malformed; --clean also wants every client served at the first try.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <getopt.h>
#include <string>

#include "tests/load/load.h"

namespace {

constexpr const char* kUsage =
    "usage: ward6_test_load --interface IF [--ia na|pd|both] [--rapid] [--renews N]\n"
    "         [--window N] [--clients N] [--first N] [--seconds N] [--timeout-ms N] [--tries N]\n"
    "         [--acked FILE] [--clean]\n";

std::uint32_t number(const char* text) {
  return static_cast<std::uint32_t>(std::stoul(text));
}

}  // namespace

int main(int argc, char** argv) try {
  ward6::load::Settings settings;
  bool clean = false;
  enum Option : int {
    kInterface = 1,
    kIa,
    kRapid,
    kRenews,
    kWindow,
    kClients,
    kFirst,
    kSeconds,
    kTimeout,
    kTries,
    kAcked,
    kClean
  };
  const std::array<option, 13> options{{{"interface", 1, nullptr, kInterface},
                                        {"ia", 1, nullptr, kIa},
                                        {"rapid", 0, nullptr, kRapid},
                                        {"renews", 1, nullptr, kRenews},
                                        {"window", 1, nullptr, kWindow},
                                        {"clients", 1, nullptr, kClients},
                                        {"first", 1, nullptr, kFirst},
                                        {"seconds", 1, nullptr, kSeconds},
                                        {"timeout-ms", 1, nullptr, kTimeout},
                                        {"tries", 1, nullptr, kTries},
                                        {"acked", 1, nullptr, kAcked},
                                        {"clean", 0, nullptr, kClean},
                                        {nullptr, 0, nullptr, 0}}};
  for (int c = 0; (c = getopt_long(argc, argv, "", options.data(), nullptr)) != -1;) {
    const std::string text = optarg == nullptr ? "" : optarg;
    switch (c) {
      case kInterface:
        settings.interface = text;
        break;
      case kIa:
        settings.address = text != "pd";
        settings.prefix = text != "na";
        break;
      case kRapid:
        settings.rapid = true;
        break;
      case kRenews:
        settings.renews = number(optarg);
        break;
      case kWindow:
        settings.window = number(optarg);
        break;
      case kClients:
        settings.clients = number(optarg);
        break;
      case kFirst:
        settings.first = number(optarg);
        break;
      case kSeconds:
        settings.seconds_max = number(optarg);
        break;
      case kTimeout:
        settings.timeout_ms = number(optarg);
        break;
      case kTries:
        settings.tries = number(optarg);
        break;
      case kAcked:
        settings.acked = text;
        break;
      case kClean:
        clean = true;
        break;
      default:
        std::fputs(kUsage, stderr);
        return 64;
    }
  }
  if (settings.interface.empty()) {
    std::fputs(kUsage, stderr);
    return 64;
  }
  const ward6::load::Report report = ward6::load::run(settings);
  std::printf(
      "{\"finished\":%lu,\"refused\":%lu,\"abandoned\":%lu,\"resent\":%lu,\"unmatched\":%lu,"
      "\"malformed\":%lu,\"duplicates\":%lu,\"seconds\":%.3f,\"per_second\":%.0f}\n",
      report.finished, report.refused, report.abandoned, report.resent, report.unmatched,
      report.malformed, report.duplicates, report.seconds,
      static_cast<double>(report.finished) / report.seconds);
  const bool wrong = report.malformed + report.duplicates > 0;
  const bool unclean = report.refused + report.abandoned + report.resent + report.unmatched > 0;
  return wrong || (clean && (unclean || report.finished != settings.clients)) ? 1 : 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "ward6_test_load: %s\n", error.what());
  return 2;
}
