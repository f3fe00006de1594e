#include "process/listen.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "process/proc_fs.hpp"

namespace zato::process {
namespace {

using testing::HasSubstr;

TEST(Endpoint, IsReadFromItsUsualForms) {
  EXPECT_EQ(parse_endpoint("localhost:17010")->text(), "localhost:17010");
  EXPECT_EQ(parse_endpoint("[::1]:80")->text(), "[::1]:80");
  EXPECT_EQ(parse_endpoint("[::1]:80")->host, "::1");
  EXPECT_EQ(parse_endpoint(":80")->host, "");
  for (const auto* text : {"", "localhost", "localhost:", "localhost:x", "localhost:65536", "localhost:-1"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

TEST(Listen, BindsAFreePortAndTellsIt) {
  const auto fd = listen_on({.host = "127.0.0.1", .port = 0});
  ASSERT_TRUE(fd) << fd.error().text();
  EXPECT_GT(bound_port(fd->get()).value(), 0);
}

TEST(Listen, NamesWhoHoldsThePort) {
  const auto first = listen_on({.host = "127.0.0.1", .port = 0});
  const auto port = bound_port(first->get()).value();
  const auto second = listen_on({.host = "127.0.0.1", .port = port});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Code::kAlreadyExists);
  EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(port) + " is in use by pid " +
                                                std::to_string(::getpid()) + " (unit_process)"));
}

TEST(Listen, TriesForAWhileWhenAskedTo) {
  auto first = listen_on({.host = "127.0.0.1", .port = 0});
  const auto port = bound_port(first->get()).value();
  const auto begin = base::Monotonic::now();
  EXPECT_FALSE(listen_on({.host = "127.0.0.1", .port = port}, {.patience = std::chrono::milliseconds(50)}));
  EXPECT_GE(base::Monotonic::now() - begin, std::chrono::milliseconds(50));
  first->reset();
  EXPECT_TRUE(listen_on({.host = "127.0.0.1", .port = port}));
}

TEST(Listen, WithAHostThatDoesNotExistIsAnErrorThatNamesIt) {
  const auto fd = listen_on({.host = "no.such.host.invalid", .port = 1});
  ASSERT_FALSE(fd);
  EXPECT_THAT(fd.error().message, HasSubstr("no.such.host.invalid:1"));
}

TEST(Listen, OnAnAddressThatIsNotOursSaysSo) {
  const auto fd = listen_on({.host = "192.0.2.1", .port = 0});
  ASSERT_FALSE(fd);
  EXPECT_THAT(fd.error().message, HasSubstr("Cannot assign requested address"));
}

TEST(ProcFs, KnowsThisProcess) {
  const auto info = process_info(::getpid());
  ASSERT_TRUE(info);
  EXPECT_EQ(info->name, "unit_process");
  EXPECT_EQ(info->parent, ::getppid());
  EXPECT_THAT(command_line(::getpid()).front(), HasSubstr("unit_process"));
  EXPECT_FALSE(process_info(0));
}

}  // namespace
}  // namespace zato::process
