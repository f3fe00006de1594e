// Declared input and output: what is read out of messages and URLs, what is refused and how, what is written.
#include "zato/simpleio.hpp"
#include "service/formats/formats.hpp"
#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

using test::Fixture;
using testing::HasSubstr;

struct Line {
  Text sku;
  int count = 1;

  static constexpr auto elements() { return zato::elements("sku", &Line::sku, "-count", &Line::count); }
};

struct Everything {
  Int id = 0;
  Text name;
  Bool is_new = false;
  Float ratio = 0;
  std::optional<Date> day;
  std::optional<DateTime> at;
  std::optional<Decimal> price;
  std::optional<UUID> uuid;
  CSV tags;
  List<> list;
  Dict dict;
  DictList dicts;
  Opaque opaque;
  Secret password;
  std::optional<Line> line;
  List<Line> lines;
  std::int8_t small = 5;

  static constexpr auto elements() {
    using E = Everything;
    return zato::elements("id", &E::id, "-name", &E::name, "-is_new", &E::is_new, "-ratio", &E::ratio, "-day", &E::day,
                          "-at", &E::at, "-price", &E::price, "-uuid", &E::uuid, "-tags", &E::tags, "-list", &E::list,
                          "-dict", &E::dict, "-dicts", &E::dicts, "-opaque", &E::opaque, "-password", &E::password,
                          "-line", &E::line, "-lines", &E::lines, "-small", &E::small);
  }
};

class Mirror : public SimpleIO<Everything, Everything> {
  void handle() override { output = input; }
};

struct Name {
  Text name;
  static constexpr auto elements() { return zato::elements("name", &Name::name); }
};
class Greet : public SimpleIO<Name> {
  void handle() override { response.payload = "Hello " + input.name; }
};

struct Needed {
  std::optional<Text> needed;
  std::optional<Text> wanted;
  static constexpr auto elements() { return zato::elements("needed", &Needed::needed, "-wanted", &Needed::wanted); }
};
class Forgetful : public SimpleIO<None, Needed> {
  void handle() override { output.wanted = "x"; }
};

class Sum : public SimpleIO<List<Line>, List<Line>> {
  void handle() override {
    for (const auto& line : input) output.push_back({line.sku, line.count * 2});
  }
};

struct Mirrored : Fixture {
  Mirrored() {
    add_class<Mirror>("mirror");
    add_class<Greet>("greet");
    add_class<Forgetful>("forgetful");
    add_class<Sum>("sum");
  }
  std::string call(const std::string& service, zato::Request request) {
    auto reply = invoke({.service = service, .request = std::move(request), .cid = "K1"});
    if (!reply) return "error: " + reply.error().text();
    if (reply->failure) return std::to_string(reply->response.status_code) + " " + *reply->failure;
    return reply->response.payload.bytes();
  }
  std::string mirror(std::string payload) { return call("mirror", {.payload = std::move(payload)}); }
};

TEST(SimpleIO, ReadsAndWritesEachType) {
  Mirrored f;
  const std::string all =
      R"({"id":7,"name":"Joan","is_new":true,"ratio":1.5,"day":"2026-03-04","at":"2026-03-04T05:06:07+00:00",)"
      R"("price":"19.90","uuid":"0123456789abcdef0123456789abcdef","tags":"a,b,","list":[1,null,["x"]],"dict":{"b":1,"a":{}},)"
      R"("dicts":[{"x":1}],"opaque":[{"deep":null}],"password":"secret","line":{"sku":"s","count":2},)"
      R"("lines":[{"sku":"t","count":1}],"small":-128})";
  EXPECT_EQ(f.mirror(all), all);
}

TEST(SimpleIO, ConvertsWhatMeansTheSame) {
  Mirrored f;
  EXPECT_EQ(
      f.mirror(
          R"({"id":" 12 ","name":5,"is_new":"Yes","ratio":"2.5e1","day":"2026-03-04T05:06:07","at":"2026-03-04 07:06+02:00",
                         "price":7,"uuid":"{01234567-89AB-cdef-0123-456789abcdef}","tags":["x",1],"list":"one","lines":{"sku":"s"}})"),
      R"({"id":12,"name":"5","is_new":true,"ratio":25.0,"day":"2026-03-04","at":"2026-03-04T05:06:00+00:00","price":"7",)"
      R"("uuid":"0123456789abcdef0123456789abcdef","tags":"x,1","list":["one"],"dict":{},"dicts":[],"opaque":null,"password":"",)"
      R"("lines":[{"sku":"s","count":1}],"small":5})");
}

TEST(SimpleIO, LeavesOptionalElementsTheirDefaults) {
  Mirrored f;
  const std::string defaults =
      R"({"id":1,"name":"","is_new":false,"ratio":0.0,"tags":"","list":[],"dict":{},"dicts":[],"opaque":null,"password":"","lines":[],"small":5})";
  EXPECT_EQ(f.mirror(R"({"id":1})"), defaults);
  EXPECT_EQ(f.mirror(R"({"id":1,"small":null,"ratio":"","day":null,"at":"","dict":null,"unknown":{"x":1}})"), defaults);
}

TEST(SimpleIO, SaysWhichElementIsMissing) {
  Mirrored f;
  EXPECT_EQ(f.mirror("{}"), "400 Element missing: id; it is required and must be an integer");
  EXPECT_EQ(f.mirror(""), "400 Element missing: id; it is required and must be an integer");
  EXPECT_EQ(f.mirror(R"({"id":1,"line":{}})"), "400 Element missing: /line/sku; it is required and must be text");
  EXPECT_EQ(f.mirror(R"({"id":1,"lines":[{"sku":"a"},{}]})"),
            "400 Element missing: /lines[1]/sku; it is required and must be text");
  EXPECT_EQ(f.call("sum", {.payload = "[{}]"}), "400 Element missing: /[0]/sku; it is required and must be text");
}

TEST(SimpleIO, SaysWhatAnElementMustBeAndNeverItsValue) {
  Mirrored f;
  EXPECT_EQ(f.mirror(R"({"id":"planted"})"), "400 Element invalid: id must be an integer, not text");
  EXPECT_EQ(f.mirror(R"({"id":null})"), "400 Element invalid: id must be an integer, not null");
  EXPECT_EQ(f.mirror(R"({"id":1.5})"), "400 Element invalid: id must be an integer, not a number");
  EXPECT_EQ(f.mirror(R"({"id":true})"), "400 Element invalid: id must be an integer, not a boolean");
  EXPECT_EQ(f.mirror(R"({"id":1,"small":128})"),
            "400 Element invalid: small must be an integer from -128 to 127, not a greater one");
  EXPECT_EQ(f.mirror(R"({"id":1,"is_new":"maybe"})"), "400 Element invalid: is_new must be a boolean, not text");
  EXPECT_EQ(f.mirror(R"({"id":1,"day":"2026-02-30"})"),
            "400 Element invalid: day must be a date such as 2026-03-04, not text");
  EXPECT_EQ(f.mirror(R"({"id":1,"at":5})"),
            "400 Element invalid: at must be a date and time such as 2026-03-04T05:06:07Z, not an integer");
  EXPECT_EQ(f.mirror(R"({"id":1,"price":"1,5"})"), "400 Element invalid: price must be a decimal number, not text");
  EXPECT_EQ(f.mirror(R"({"id":1,"uuid":"0123"})"), "400 Element invalid: uuid must be a UUID, not text");
  EXPECT_EQ(f.mirror(R"({"id":1,"name":["x"]})"), "400 Element invalid: name must be text, not a list");
  EXPECT_EQ(f.mirror(R"({"id":1,"dict":[]})"), "400 Element invalid: dict must be a dict, not a list");
  EXPECT_EQ(f.mirror(R"({"id":1,"dicts":[{},2]})"), "400 Element invalid: /dicts[1] must be a dict, not an integer");
  EXPECT_EQ(f.mirror(R"({"id":1,"lines":[{"sku":"a","count":"x"}]})"),
            "400 Element invalid: /lines[0]/count must be an integer, not text");
  EXPECT_EQ(f.mirror("[1]"), "400 Element invalid: the message must be a dict, not a list");
  EXPECT_THAT(f.mirror("{not json"), HasSubstr("400 The payload is not valid JSON"));
}

TEST(SimpleIO, LetsTheUrlWinUnlessTheChannelSaysOtherwise) {
  Mirrored f;
  zato::Request request{.payload = R"({"name":"body"})", .channel_params = {{"name", "url"}}};
  EXPECT_EQ(f.call("greet", request), "Hello url");
  request.merge = Merge::kMessageWins;
  EXPECT_EQ(f.call("greet", request), "Hello body");
  request.merge = Merge::kMessageOnly;
  request.payload = "{}";
  EXPECT_THAT(f.call("greet", request), HasSubstr("Element missing: name"));
  EXPECT_EQ(f.call("greet", {.channel_params = {{"name", "alone"}}}), "Hello alone");
}

TEST(SimpleIO, ReadsFormsAndCsv) {
  Mirrored f;
  zato::Request form{.data_format = "form"};
  form.http.form = {{"name", "Joan"}};
  EXPECT_EQ(f.call("greet", form), "Hello Joan");
  EXPECT_EQ(f.call("greet", {.payload = "name\n\"Doe, Joan\"\n", .data_format = "csv"}), "Hello Doe, Joan");
  EXPECT_EQ(f.call("sum", {.payload = "count,sku\r\n2,a\r\n,b\r\n", .data_format = "csv"}), "sku,count\na,4\nb,2\n");
  EXPECT_EQ(f.call("greet", {.payload = "name\na\nb\n", .data_format = "csv"}),
            "400 Element invalid: the message must be a dict, not a list");
}

TEST(SimpleIO, RequiresRequiredOutput) {
  Mirrored f;
  EXPECT_EQ(f.call("forgetful", {}), "500 ");
}

TEST(SimpleIO, LeavesAPayloadThatIsSetAlone) {
  struct Own : SimpleIO<Name, Name> {
    void handle() override { response.payload = "mine"; }
  };
  Fixture f;
  f.add_class<Own>("own");
  EXPECT_EQ(f.payload_of("own", R"({"name":"x"})"), "mine");
}

TEST(SimpleIO, MasksSecretsInLogs) {
  Everything value;
  value.password = Secret("planted");
  EXPECT_EQ(zato::format("{}", value.password), "******");
  const auto text = zato::detail::shown(value);
  EXPECT_THAT(text, HasSubstr("password: ******"));
  EXPECT_THAT(text, testing::Not(HasSubstr("planted")));
}

TEST(SimpleIO, CanBeTestedWithoutAServer) {
  Greet service;
  service.input.name = "Joan";
  static_cast<zato::Service&>(service).handle();
  EXPECT_EQ(service.response.payload, "Hello Joan");
}

// Whatever an integer is written as, it is read back.
TEST(SimpleIO, ReadsBackWhatItWrites) {
  Mirrored f;
  std::uint64_t seed = 12345;
  for (int i = 0; i < 200; ++i) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    Everything one;
    one.id = static_cast<Int>(seed);
    one.name = std::to_string(seed) + "\"\\\n\t\x01 \xC3\xA9";
    one.ratio = static_cast<double>(seed) / 3e7;
    one.price = Decimal::from_scaled(static_cast<Int>(seed % 1'000'000), static_cast<unsigned>(seed % 7));
    one.at = DateTime(std::chrono::microseconds(static_cast<Int>(seed % 4'000'000'000'000'000)));
    one.lines.resize(seed % 5, {.sku = "s", .count = static_cast<int>(seed)});
    const auto written = formats::write_json(zato::detail::Conversion<Everything>::write(one));
    EXPECT_EQ(f.mirror(written), written);
  }
}

}  // namespace
}  // namespace zato::service
