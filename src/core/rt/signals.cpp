#include "rt/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace zato::rt {

struct Signals::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& io, std::function<void(int)> given) : set(io), handler(std::move(given)) {}

  void wait() {
    set.async_wait([self = shared_from_this()](const boost::system::error_code& error, int number) {
      if (error || self->ended) return;
      self->wait();
      self->handler(number);
    });
  }

  boost::asio::signal_set set;
  std::function<void(int)> handler;
  bool ended = false;
};

Signals::Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int)> handler)
    : state_(std::make_shared<State>(loop.io(), std::move(handler))) {
  for (const int number : numbers) state_->set.add(number);
  state_->wait();
}

Signals::~Signals() {
  state_->ended = true;
  state_->set.clear();
  state_->set.cancel();
}

}  // namespace zato::rt
