using System.Text;
using Atelier.Models.Configs;

namespace Atelier.Models.Tests.Configs;

public class JsonFileTests
{
    [Theory]
    [InlineData("""{"name": "\ud800"}""")]
    [InlineData("""{"\udc00": 1}""")]
    [InlineData("""{"list": [{"inner": "\ud800x"}]}""")]
    [InlineData("""[1, 2]""")]
    [InlineData("""{"open": """)]
    [InlineData("")]
    public void What_is_no_object_of_well_formed_texts_is_refused_under_its_name(string text) =>
        Assert.StartsWith("given.json", Assert.Throws<ConfigException>(() => JsonFile.ParseObject(Encoding.UTF8.GetBytes(text), "given.json")).Message);

    [Fact]
    public void A_text_that_is_no_utf8_is_refused()
    {
        byte[] bytes = [.. "{\"a\": \""u8, 0xC5, .. "\"}"u8];
        Assert.Throws<ConfigException>(() => JsonFile.ParseObject(bytes, "given.json"));
    }

    [Fact]
    public void Comments_and_last_commas_are_passed_over() =>
        Assert.Equal(2, JsonFile.ParseObject("{\"a\": 2, /* more */}"u8.ToArray(), "given.json").GetProperty("a").GetInt32());
}
