// Byte streams and what makes them: connected sockets (TCP, Unix) and acceptors. On a loop's thread their waits suspend the
// fiber; where no loop runs (command line, pool threads) the same calls block the thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "rt/loop.hpp"

namespace zato::rt {

// One reader and one writer at a time; they may be different fibers.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // At least one byte, or 0 when the peer has closed its side. kTimeout, kCancelled after close(), kUnavailable on a reset.
  virtual base::Result<std::size_t> read_some(std::span<char> into, Deadline deadline) = 0;
  virtual base::Result<void> write_all(std::string_view bytes, Deadline deadline) = 0;

  // Calls `ready` once, on the loop and outside fibers, when read_some() would not wait (data, end or error). close() calls
  // it too; destroying the stream forgets it. Until then nobody may read. This is how an idle connection needs no fiber.
  virtual void when_readable(std::function<void()> ready) = 0;

  // Whether nothing has come: no byte and no end. Does not wait. Of a connection that has lain idle it tells whether it is
  // still good: a peer that gave it up says so by an end.
  virtual bool is_quiet() noexcept = 0;

  virtual void shutdown_write() noexcept = 0;  // the peer reads an end; reading goes on
  virtual void close() noexcept = 0;  // loop thread; suspended operations return kCancelled
  virtual std::string peer_address() const = 0;  // "127.0.0.1", "" for Unix sockets
};

class SocketStream final : public ByteStream {
 public:
  SocketStream(Loop& loop, base::UniqueFd connected);  // for fibers of `loop`; makes the socket non-blocking
  explicit SocketStream(base::UniqueFd connected);     // for threads without a loop; when_readable() is not available
  ~SocketStream() override;

  base::Result<std::size_t> read_some(std::span<char> into, Deadline deadline) override;
  base::Result<void> write_all(std::string_view bytes, Deadline deadline) override;
  void when_readable(std::function<void()> ready) override;
  bool is_quiet() noexcept override;
  void shutdown_write() noexcept override;
  void close() noexcept override;
  std::string peer_address() const override;

  int fd() const noexcept;
  base::Result<void> wait_writable(Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with callbacks in flight
};

// `host` is a name or an address; names are resolved off the loop. Error messages read "cannot connect to host:port: why".
// `may_connect` is asked for each address that the name stands for, and no other one is connected to: what it refuses
// nobody can lead us to by changing the name's entry meanwhile.
using AddressCheck = std::function<base::Result<void>(const std::string& address)>;
base::Result<std::unique_ptr<SocketStream>> connect_tcp(const std::string& host, std::uint16_t port, Deadline deadline,
                                                        const AddressCheck& may_connect = {});
base::Result<std::unique_ptr<SocketStream>> connect_unix(const std::string& path, Deadline deadline);

class Acceptor {
 public:
  // A socket that already listens (inherited from the parent).
  Acceptor(Loop& loop, base::UniqueFd listening);
  ~Acceptor();

  // `accepted` runs on the loop, outside fibers, once per connection, until stop(). When the process is out of descriptors
  // accepting pauses for 100 ms.
  void start(std::function<void(std::unique_ptr<SocketStream>)> accepted);
  void stop() noexcept;
  std::uint16_t port() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// A listening TCP socket (SO_REUSEADDR, close-on-exec). kAlreadyExists when the port is taken: "127.0.0.1:17010 is in use".
base::Result<base::UniqueFd> listen_tcp(const std::string& address, std::uint16_t port, int backlog = 4096);

}  // namespace zato::rt
