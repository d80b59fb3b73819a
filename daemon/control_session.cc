#include "daemon/control_session.h"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace ward6::daemon {

ControlSession::ControlSession(Socket socket, ControlVerbs& verbs, std::function<void()> closed)
    : socket_(std::move(socket)),
      patience_(socket_.get_executor()),
      verbs_(verbs),
      closed_(std::move(closed)),
      alive_(std::make_shared<ControlSession*>(this)) {}

// NOLINTBEGIN(misc-no-recursion): each step begins in the event loop, with an empty stack
void ControlSession::read() {
  const auto end = input_.find('\n');
  if (end != std::string::npos) {
    const std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    return run_request(line);
  }
  if (input_.size() >= kRequestMax) {
    input_.clear();
    output_ = error_line("the request is too long", "");
    slice_ = nullptr;
    return write();
  }
  be_patient();
  socket_.async_read_some(
      boost::asio::buffer(part_.data(), kRequestMax - input_.size()),
      [alive = Alive(alive_)](const boost::system::error_code& error, std::size_t size) {
        const auto self = alive.lock();
        if (!self) return;
        if (error) return (*self)->close();
        (*self)->on_read(size);
      });
}

void ControlSession::on_read(std::size_t size) {
  input_.append(part_.data(), size);
  read();
}

void ControlSession::run_request(const std::string& line) {
  ControlAnswer answer = verbs_.answer(line);
  output_ = std::move(answer.text);
  slice_ = std::move(answer.slice);
  if (answer.later) {
    patience_.cancel();
    return answer.later([alive = Alive(alive_)](std::string text) {
      const auto self = alive.lock();
      if (!self) return;
      (*self)->output_ = std::move(text);
      (*self)->write();
    });
  }
  if (slice_ && !slice_(output_)) slice_ = nullptr;
  write();
}

void ControlSession::write() {
  be_patient();
  boost::asio::async_write(
      socket_, boost::asio::buffer(output_),
      [alive = Alive(alive_)](const boost::system::error_code& error, std::size_t) {
        const auto self = alive.lock();
        if (!self) return;
        if (error) return (*self)->close();
        (*self)->on_written();
      });
}

void ControlSession::on_written() {
  output_.clear();
  if (!slice_) return read();
  // Some slices find nothing: an empty write comes back through the event loop all the same.
  if (!slice_(output_)) slice_ = nullptr;
  write();
}

// NOLINTEND(misc-no-recursion)

void ControlSession::be_patient() {
  patience_.expires_after(kPatience);
  patience_.async_wait([alive = Alive(alive_)](const boost::system::error_code& error) {
    const auto self = alive.lock();
    if (self && !error) (*self)->close();
  });
}

void ControlSession::close() {
  // The last thing: it destroys this.
  if (closed_) std::exchange(closed_, nullptr)();
}

}  // namespace ward6::daemon
