// Runs a fuzz target over its stored corpus: each file as it is, cut short at every length, and
// with single bytes changed. Deterministic, so that a failure repeats; fuzzing for new inputs is
// `./dev fuzz`.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

constexpr std::size_t kCutsMax = 256;      // lengths tried per file
constexpr std::size_t kChangesMax = 128;   // changed bytes tried per file
constexpr std::size_t kFileMax = 1 << 20;  // a larger file is no seed
constexpr std::array<std::uint8_t, 4> kChanges{0x00, 0x01, 0x7f, 0xff};

std::size_t runs = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): a counter

void run(const Input& input) {
  // A copy of exact size: one byte read past the end is a finding under ASan.
  const Input exact(input.begin(), input.end());
  (void)LLVMFuzzerTestOneInput(exact.data(), exact.size());  // the result is always 0
  ++runs;
}

Input load(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Input bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  bytes.resize(std::min(bytes.size(), kFileMax));
  return bytes;
}

void run_variants(const Input& seed) {
  run(seed);
  for (std::size_t size = 0; size < std::min(seed.size(), kCutsMax); ++size) {
    run(Input(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(size)));
  }
  for (std::size_t at = 0; at < std::min(seed.size(), kChangesMax); ++at) {
    for (const std::uint8_t value : kChanges) {
      Input changed = seed;
      changed[at] = value;
      run(changed);
    }
  }
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::vector<std::string> arguments(argv, argv + argc);
  if (arguments.size() != 2) {
    std::fprintf(stderr, "usage: %s CORPUS-FOLDER|FILE\n", arguments[0].c_str());
    return 2;
  }
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_regular_file(arguments[1])) {
    run(load(arguments[1]));  // one file: exactly that input, to reproduce a finding
    return 0;
  }
  if (std::filesystem::is_directory(arguments[1])) {
    for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  if (files.empty()) {
    std::fprintf(stderr, "%s: no corpus; add a seed, or find some with `./dev fuzz`\n",
                 arguments[1].c_str());
    return 1;
  }
  std::sort(files.begin(), files.end());
  run(Input{});
  for (const auto& file : files) run_variants(load(file));
  std::printf("%zu files, %zu runs\n", files.size(), runs);
  return 0;
}
