#include "rt/stream.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <filesystem>
#include <thread>

#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "rt/tls.hpp"

#include "on_loop.hpp"

namespace zato::rt {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Pair {
  explicit Pair(Loop& loop) {
    int fds[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    a = std::make_unique<SocketStream>(loop, base::UniqueFd(fds[0]));
    b = std::make_unique<SocketStream>(loop, base::UniqueFd(fds[1]));
  }
  std::unique_ptr<SocketStream> a, b;
};

Deadline soon() { return Deadline::after(10s); }

std::string read_text(ByteStream& stream, std::size_t size) {
  std::string text;
  std::array<char, 4096> block;
  while (text.size() < size) {
    const auto n = stream.read_some(std::span(block).first(std::min(block.size(), size - text.size())), soon());
    if (!n || *n == 0) break;
    text.append(block.data(), *n);
  }
  return text;
}

TEST(SocketStream, CarriesBytesBetweenFibers) {
  on_loop([](Loop& loop) {
    Pair pair(loop);
    Event done;
    loop.spawn([&] {
      EXPECT_EQ(read_text(*pair.b, 5), "hello");
      done.set();
    });
    ASSERT_TRUE(pair.a->write_all("hello", soon()));
    EXPECT_TRUE(done.wait(soon()));
  });
}

TEST(SocketStream, WritesMoreThanTheSocketHolds) {
  on_loop([](Loop& loop) {
    Pair pair(loop);
    const std::string large(8 << 20, 'x');
    Event done;
    loop.spawn([&] {
      EXPECT_EQ(read_text(*pair.b, large.size()), large);
      done.set();
    });
    ASSERT_TRUE(pair.a->write_all(large, soon()));
    EXPECT_TRUE(done.wait(soon()));
  });
}

TEST(SocketStream, ReadGivesUpAtItsDeadlineAndCanBeTriedAgain) {
  on_loop([](Loop& loop) {
    Pair pair(loop);
    std::array<char, 16> block;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pair.a->read_some(block, Deadline::after(1ms)).error().code, base::Code::kTimeout);
    ASSERT_TRUE(pair.b->write_all("x", soon()));
    EXPECT_EQ(pair.a->read_some(block, soon()).value(), 1U);
  });
}

TEST(SocketStream, EndOfStreamIsZeroBytes) {
  on_loop([](Loop& loop) {
    Pair pair(loop);
    pair.b->shutdown_write();
    std::array<char, 16> block;
    EXPECT_EQ(pair.a->read_some(block, soon()).value(), 0U);
  });
}

TEST(SocketStream, CloseWakesTheReader) {
  on_loop([](Loop& loop) {
    Pair pair(loop);
    Event done;
    loop.spawn([&] {
      std::array<char, 16> block;
      EXPECT_EQ(pair.a->read_some(block, soon()).error().code, base::Code::kCancelled);
      done.set();
    });
    yield();
    pair.a->close();
    EXPECT_TRUE(done.wait(soon()));
  });
}

TEST(SocketStream, TellsWhenItIsReadableWithoutAFiber) {
  on_loop([](Loop& loop) {
    Pair pair(loop);
    Event readable;
    pair.a->when_readable([&] {
      EXPECT_FALSE(on_fiber());
      readable.set();
    });
    EXPECT_FALSE(readable.wait(Deadline::after(1ms)));
    ASSERT_TRUE(pair.b->write_all("x", soon()));
    EXPECT_TRUE(readable.wait(soon()));
    EXPECT_EQ(read_text(*pair.a, 1), "x");
  });
}

TEST(SocketStream, CloseCallsTheReadableCallback) {
  on_loop([](Loop& loop) {
    Pair pair(loop);
    Event readable;
    pair.a->when_readable([&] { readable.set(); });
    pair.a->close();
    EXPECT_TRUE(readable.wait(soon()));
  });
}

TEST(SocketStream, ServerAndClientMeetOverTcpOnALoop) {
  on_loop([](Loop& loop) {
    Acceptor acceptor(loop, listen_tcp("127.0.0.1", 0).value());
    acceptor.start([&](std::unique_ptr<SocketStream> accepted) {
      EXPECT_EQ(accepted->peer_address(), "127.0.0.1");
      loop.spawn([stream = std::shared_ptr<SocketStream>(std::move(accepted))] { EXPECT_TRUE(stream->write_all("welcome", soon())); });
    });
    auto client = connect_tcp("localhost", acceptor.port(), soon());
    ASSERT_TRUE(client) << client.error().text();
    EXPECT_EQ(read_text(**client, 7), "welcome");
  });
}

TEST(SocketStream, ThreadsWithoutALoopBlock) {
  const base::UniqueFd listening = listen_tcp("127.0.0.1", 0).value();
  Loop loop;
  std::uint16_t port = 0;
  Acceptor acceptor(loop, base::UniqueFd(::dup(listening.get())));
  port = acceptor.port();
  acceptor.start([&](std::unique_ptr<SocketStream> accepted) {
    loop.spawn([stream = std::shared_ptr<SocketStream>(std::move(accepted))] { EXPECT_TRUE(stream->write_all(read_text(*stream, 4), soon())); });
  });
  std::thread client([&] {
    auto stream = connect_tcp("127.0.0.1", port, soon());
    ASSERT_TRUE(stream);
    EXPECT_TRUE((*stream)->write_all("echo", soon()));
    EXPECT_EQ(read_text(**stream, 4), "echo");
    std::array<char, 1> block;
    EXPECT_EQ((*stream)->read_some(block, soon()).value_or(7), 0U);
    loop.stop();
  });
  loop.run();
  client.join();
}

TEST(SocketStream, RefusedConnectionNamesTheAddress) {
  std::uint16_t free_port = 0;
  {
    Loop loop;
    free_port = Acceptor(loop, listen_tcp("127.0.0.1", 0).value()).port();
  }
  const auto refused = connect_tcp("127.0.0.1", free_port, soon());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kUnavailable);
  EXPECT_THAT(refused.error().text(), HasSubstr("127.0.0.1:" + std::to_string(free_port)));
}

TEST(SocketStream, TakenPortIsToldByName) {
  Loop loop;
  Acceptor first(loop, listen_tcp("127.0.0.1", 0).value());
  const auto second = listen_tcp("127.0.0.1", first.port());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Code::kAlreadyExists);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(first.port()) + " is in use"));
}

}  // namespace
}  // namespace zato::rt
