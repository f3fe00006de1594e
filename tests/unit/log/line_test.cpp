#include "log/line.hpp"

#include <gmock/gmock.h>

namespace zato::log {
namespace {

Line line(std::string_view message) {
  return {.time = base::WallTime(std::chrono::milliseconds(1'784'123'456'789)), .level = Level::kWarning, .pid = 7, .process = "worker-1",
          .logger = "zato.server", .cid = "K1", .message = message};
}

TEST(LogLine, TextIsZatosFormat) {
  EXPECT_THAT(render_text(line("started")),
              testing::MatchesRegex("[0-9-]+ [0-9:]+,789 - WARNING - 7:worker-1 - zato.server - K1 - started\n"));
}

TEST(LogLine, OneCallIsOneLineWhateverTheMessageHolds) {
  EXPECT_THAT(render_text(line("a\nb\x1b[31m")), testing::EndsWith("a\\nb\\x1b[31m\n"));
}

TEST(LogLine, JsonHoldsTheSameFields) {
  EXPECT_EQ(render_json(line("say \"hi\"\n")),
            "{\"ts\":\"2026-07-15T13:50:56.789Z\",\"level\":\"WARNING\",\"pid\":7,\"process\":\"worker-1\","
            "\"logger\":\"zato.server\",\"cid\":\"K1\",\"msg\":\"say \\\"hi\\\"\\n\"}\n");
}

TEST(LogLine, JsonReplacesBytesThatAreNotUtf8) {
  std::string out;
  append_json_string(out, "\xff" "a\xc3\xa9\xed\xa0\x80");
  EXPECT_EQ(out, "\"\\ufffda\xc3\xa9\\ufffd\\ufffd\\ufffd\"");
}

}  // namespace
}  // namespace zato::log
