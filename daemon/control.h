#pragma once
namespace ward6::daemon {
class Control {};
}
