#include "schema/reference.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/file.hpp"
#include "objects/all.hpp"

namespace zato::objects {
namespace {

constexpr const char* kPage = ZATO_SOURCE_DIR "/docs/reference/objects.md";

TEST(Reference, InTheDocumentationIsUpToDate) {
  const auto now = schema::reference_markdown(all());
  if (std::getenv("ZATO_UPDATE_DOCS")) {
    ASSERT_TRUE(base::write_file_atomically(kPage, now, 0644));
  }
  const auto page = base::read_file(kPage);
  ASSERT_TRUE(page) << page.error().text();
  EXPECT_TRUE(*page == now) << "run: ZATO_UPDATE_DOCS=1 build/dev/bin/unit_objects --gtest_filter='Reference.*'";
}

TEST(Reference, TellsRulesInWords) {
  const auto rules = [](const char* type, const char* field) {
    return schema::rules_in_words(all(), *all().find(type)->find(field));
  };
  EXPECT_EQ(rules("scheduler_job", "service_id"), "required; an id of `service`, or a name as `service`");
  EXPECT_EQ(rules("outgoing_ftp", "port"), "required; 1 to 65535");
  EXPECT_EQ(rules("outgoing_soap", "soap_version"), "one of `1.1`, `1.2`");
  EXPECT_EQ(rules("pubsub_subscription", "topic_list"), "required; items from `pubsub_topic`");
}

}  // namespace
}  // namespace zato::objects
