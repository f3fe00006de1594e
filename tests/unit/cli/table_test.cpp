#include "cli/table.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace zato::cli {
namespace {

using nlohmann::json;

const std::vector<Column> kColumns{{"name"}, {"is_active"}, {"tags"}};

TEST(Table, AlignsColumnsByCharactersNotBytes) {
  const json rows{{{"name", "łódź"}, {"is_active", true}, {"tags", {"a", "b"}}}, {{"name", "x"}, {"is_active", false}}};
  EXPECT_EQ(render_rows(kColumns, rows, Format::kTable, 0),
            "NAME  IS ACTIVE  TAGS\nłódź  true       a, b\nx     false\n");
}

TEST(Table, WithoutRowsIsItsHeaderAndEmptyListsForPrograms) {
  EXPECT_EQ(render_rows(kColumns, json::array(), Format::kTable, 0), "NAME  IS ACTIVE  TAGS\n");
  EXPECT_EQ(render_rows(kColumns, json::array(), Format::kJson, 0), "[]\n");
  EXPECT_EQ(render_rows(kColumns, json::array(), Format::kYaml, 0), "[]\n");
}

TEST(Table, CutsTheWidestColumnOnATerminalOnly) {
  const json rows{{{"name", std::string(40, 'n')}, {"is_active", true}, {"tags", "t"}}};
  EXPECT_EQ(render_rows(kColumns, rows, Format::kTable, 40),
            "NAME                     IS ACTIVE  TAGS\n" + std::string(22, 'n') + "…  true       t\n");
  EXPECT_THAT(render_rows(kColumns, rows, Format::kTable, 0), testing::HasSubstr(std::string(40, 'n')));
}

TEST(Table, NamesCannotPlayWithTheTerminal) {
  EXPECT_EQ(cell_text("a\x1b[31mb\nc\x7f"), "a\\x1b[31mb\\nc\\x7f");
  EXPECT_EQ(cell_text("\xc2\x9b"
                      "1m\xc2\xa0"),
            "\\x9b1m\xc2\xa0")
      << "the one-character CSI as well";
}

}  // namespace
}  // namespace zato::cli
