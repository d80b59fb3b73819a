#include "libdhcp6/wire/options_view.h"

#include "libdhcp6/core/reader.h"

namespace ward6::dhcp6 {

OptionView OptionsView::Iterator::operator*() const noexcept {
  Reader reader(rest_);
  OptionView option;
  option.code = reader.u16();
  option.body = reader.take(reader.u16());
  return option;
}

OptionsView::Iterator& OptionsView::Iterator::operator++() noexcept {
  rest_ = rest_.subspan(kOptionHeaderSize + (**this).body.size());
  return *this;
}

Result<OptionsView> OptionsView::parse(Bytes bytes) noexcept {
  Reader reader(bytes);
  std::size_t count = 0;
  while (reader.remaining() > 0) {
    const std::size_t start = reader.position();
    (void)reader.u16();  // any code may stand here, known or not
    (void)reader.take(reader.u16());
    if (!reader.ok()) return fail(Errc::truncated, start);
    if (++count > kOptionsMax) return fail(Errc::too_many, start);
  }
  return OptionsView(bytes);
}

std::optional<OptionView> OptionsView::find(OptionCode code) const noexcept {
  for (const OptionView option : *this) {
    if (option.is(code)) return option;
  }
  return std::nullopt;
}

std::size_t OptionsView::count(OptionCode code) const noexcept {
  std::size_t count = 0;
  for (const OptionView option : *this) count += option.is(code) ? 1U : 0U;
  return count;
}

}  // namespace ward6::dhcp6
