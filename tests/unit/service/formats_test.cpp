// Messages in their formats: what is read, what is written, and that no message costs much more than its size.
#include <gmock/gmock.h>

#include "service/formats/formats.hpp"

namespace zato::service::formats {
namespace {

using testing::HasSubstr;

std::string json(std::string_view text) {
  const auto value = parse_json(text);
  return value ? write_json(*value) : value.error().message;
}

TEST(Json, IsReadAndWritten) {
  for (const char* same : {"null", "true", "-5", "1.5", "\"x\"", "[]", "{}",
                           R"({"b":[1,{"c":null}],"a":"\"\\\n\u0001é"})", "9223372036854775807", "1e+300"})
    EXPECT_EQ(json(same), same);
  EXPECT_EQ(json(" { \"a\" : 5.0 } "), R"({"a":5.0})");
  EXPECT_EQ(json("18446744073709551615"), "18446744073709551616.0");
}

TEST(Json, TakesTheLastOfEqualNames) { EXPECT_EQ(json(R"({"a":1,"b":2,"a":{"c":3}})"), R"({"a":{"c":3},"b":2})"); }

TEST(Json, ReplacesWhatIsNoUtf8AndNoNumber) {
  EXPECT_EQ(write_json("a\xFF"), "\"a\xEF\xBF\xBD\"");
  EXPECT_EQ(write_json(std::numeric_limits<double>::infinity()), "null");
}

TEST(Json, RefusesWhatBreaksItsRules) {
  for (const char* bad :
       {"", "{", "[1,]", "{\"a\"}", "nul", "'x'", "01", "1e999", "[1] 2", "\"\xFF\"", "\"\\ud800\"", "NaN"})
    EXPECT_FALSE(parse_json(bad)) << bad;
}

TEST(Json, RefusesBombs) {
  EXPECT_TRUE(parse_json(std::string(100, '[') + std::string(100, ']')));
  EXPECT_THAT(json(std::string(1'000'000, '[')), HasSubstr("nested more than 100 levels deep"));
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "{\"a\":";
  EXPECT_THAT(json(deep), HasSubstr("nested more than 100 levels deep"));
  std::string many = "[";
  for (std::size_t i = 0; i <= kMaxValues; ++i) many += "1,";
  EXPECT_THAT(json(many + "1]"), HasSubstr("more than 500000 values"));
}

TEST(Csv, IsReadByTheNamesInItsFirstLine) {
  const auto value = parse_csv("\xEF\xBB\xBFid,name\r\n1,\"Doe, \"\"J\"\"\n\"\r\n\n2,x");
  ASSERT_TRUE(value);
  EXPECT_EQ(write_json(*value), R"([{"id":"1","name":"Doe, \"J\"\n"},{"id":"2","name":"x"}])");
  EXPECT_EQ(write_json(*parse_csv("")), "[]");
  EXPECT_EQ(write_json(*parse_csv("a\n")), "[]");
}

TEST(Csv, RefusesWhatBreaksItsRules) {
  for (const char* bad : {"a,a\n1,2\n", "a,b\n1\n", "a\n\"x", "a\n\"x\"y\n", "a\nx\"y\n"})
    EXPECT_FALSE(parse_csv(bad)) << bad;
  EXPECT_THAT(parse_csv("a,b\n1,2,3\n").error().message, HasSubstr("line 2 has 3 fields, the first line 2"));
  EXPECT_FALSE(parse_csv(std::string(2000, ',')));
}

TEST(Csv, IsWrittenWithAllNames) {
  const zato::List<> rows{zato::Dict{{"a", 1}, {"b", "x,y"}}, zato::Dict{{"b", nullptr}, {"c", true}}};
  EXPECT_EQ(*write_csv(rows), "a,b,c\n1,\"x,y\",\n,,true\n");
  EXPECT_FALSE(write_csv(zato::Dict{{"a", zato::List<>{}}}));
  EXPECT_FALSE(write_csv(5));
}

std::string xml(std::string_view text) {
  const auto value = parse_xml(text);
  return value ? write_json(*value) : value.error().message;
}

TEST(Xml, IsReadByTheNamesOfItsElements) {
  EXPECT_EQ(xml("<?xml version=\"1.0\"?>\n<request>\n <id>5</id> <name a=\"x\">J &amp; "
                "<![CDATA[<b>]]></name><none/></request>"),
            R"({"id":"5","name":"J & <b>","none":""})");
  EXPECT_EQ(xml("<n:r "
                "xmlns:n=\"u\"><n:tags><item>a</item><item/></n:tags><line><sku>1</sku></line><line><sku>2</sku></"
                "line></n:r>"),
            R"({"tags":["a",""],"line":[{"sku":"1"},{"sku":"2"}]})");
  EXPECT_EQ(xml("<r><a>1</a><b><item>1</item></b><a><item>2</item></a><a/></r>"), R"({"a":["1",["2"],""],"b":["1"]})");
  EXPECT_EQ(xml("<r>text</r>"), "\"text\"");
}

TEST(Xml, IsWrittenAndReadBack) {
  const zato::Dict value{
      {"id", 5}, {"name", "<J> & \x01\r"}, {"tags", zato::List<>{"a", zato::Dict{{"b", nullptr}}}}, {"none", nullptr}};
  EXPECT_EQ(
      *write_xml(value),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response><id>5</id><name>&lt;J&gt; &amp; \xEF\xBF\xBD&#13;</name>"
      "<tags><item>a</item><item><b/></item></tags><none/></response>");
  EXPECT_EQ(xml(*write_xml(value)),
            "{\"id\":\"5\",\"name\":\"<J> & \xEF\xBF\xBD\\r\",\"tags\":[\"a\",{\"b\":\"\"}],\"none\":\"\"}");
  EXPECT_FALSE(write_xml(zato::Dict{{"a b", 1}}));
  EXPECT_FALSE(write_xml("\xFF"));
}

TEST(Xml, RefusesWhatBreaksItsRules) {
  for (const char* bad : {"", "<a>", "<a></b>", "<a/><b/>", "text", "<a>&undefined;</a>", "<a b=c/>", "<a>\xFF</a>"})
    EXPECT_FALSE(parse_xml(bad)) << bad;
}

TEST(Xml, RefusesBombs) {
  EXPECT_THAT(xml("<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>"),
              HasSubstr("document type definition"));
  EXPECT_THAT(xml("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), HasSubstr("document type definition"));
  std::string deep;
  for (int i = 0; i < 101; ++i) deep += "<a>";
  EXPECT_THAT(xml(deep), HasSubstr("nested more than 100 levels deep"));
  std::string many = "<r>";
  for (std::size_t i = 0; i <= kMaxValues; ++i) many += "<a/>";
  EXPECT_THAT(xml(many + "</r>"), HasSubstr("more than 500000 elements"));
}

TEST(Forms, AreDictsOfTexts) {
  EXPECT_EQ(write_json(*parse_form("a=1&b=x%20y&a=2&c")), R"({"a":["1","2"],"b":"x y","c":""})");
  std::string many;
  for (std::size_t i = 0; i <= kMaxPairs; ++i) many += "a=1&";
  EXPECT_FALSE(parse_form(many));
}

TEST(Formats, AreKnownByTheirNames) {
  EXPECT_EQ(write("csv", zato::Dict{{"a", 1}})->media_type, "text/csv");
  EXPECT_EQ(write("", zato::Dict{})->media_type, "application/json");
  EXPECT_EQ(write("form", zato::Dict{})->bytes, "{}");
  EXPECT_EQ(write("xml", zato::Dict{})->media_type, "application/xml");
  EXPECT_EQ(parse("hl7", "x").error().code, base::Code::kUnsupported);
}

}  // namespace
}  // namespace zato::service::formats
