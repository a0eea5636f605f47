using System.Text;
using System.Text.Json;
using Studio.Trainer.Generation;
using Studio.Trainer.Generation.Schemas;

namespace Studio.Trainer.Tests.Generation;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "0|-12|907", "01|1.5|\"1\"|-")]
    [InlineData("""{"type":"number"}""", "1|-0.5|12e3|1.25E-7", ".5|1.|+1|NaN")]
    [InlineData("""{"type":["string","null"],"maxLength":3}""", "\"\"|\"abc\"|\"ä€😀\"|null|\"\\n\\u00e4\"", "\"abcd\"|\"a|nul|\"\u0001\"")]
    [InlineData("""{"enum":["red",7,null]}""", "\"red\"|7|null", "\"blue\"|77")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1]}""", """{"a":[2]}""")]
    [InlineData("""{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":2}""", "[true]|[false, true]|[\n  true]", "[]|[true,true,true]|[1]")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"},"c":{"type":"null"}},"required":["b"]}""",
        """{"b":"x"}|{"a":1,"b":"x"}|{"b": "x", "c": null}|{"a":1,"b":"x","c":null}""", """{}|{"a":1}|{"b":"x","a":1}|{"b":"x",}|{"b":"x","d":1}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{}|{"x":1,"y":2}""", """{"x":"1"}""")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"boolean"}]}""", "1|true", "\"a\"")]
    [InlineData("""{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]}},"required":["next"]}}}""",
        """{"next":null}|{"next":{"next":null}}""", """{"next":1}|{}""")]
    [InlineData("true", """{"a":[1,"b",{}]}|[]|3""", "{a}|tru")]
    public void Exactly_the_fitting_documents_are_followed(string schema, string fitting, string unfit)
    {
        var automaton = Of(schema);

        Assert.All(fitting.Split('|'), text => Assert.True(Follows(automaton, text), text));
        Assert.All(unfit.Split('|'), text => Assert.False(Follows(automaton, text), text));
    }

    [Theory]
    [InlineData("""{"type":"string","pattern":"a+"}""", "$.pattern")]
    [InlineData("""{"type":"object","properties":{"age":{"type":"integer","minimum":3}}}""", "$.properties.age.minimum")]
    [InlineData("""{"type":"array","items":{"type":"array","uniqueItems":true}}""", "$.items.uniqueItems")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":true}""", "$.additionalProperties")]
    [InlineData("""{"type":"object","properties":{"a":{}},"required":["b"]}""", "$.required names \"b\"")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"date"}]}""", "$.anyOf[1].type is \"date\"")]
    [InlineData("""{"$ref":"https://example.org/schema"}""", "$.$ref points to")]
    [InlineData("""{"type":"array","minItems":5,"maxItems":2}""", "$.minItems is more than maxItems")]
    public void What_is_not_known_is_refused_by_its_path(string schema, string path)
    {
        var refused = Assert.Throws<GenerationException>(() => Of(schema));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_is_known()
    {
        var automaton = Of("""{"enum":["a","ab"]}""");
        int state = automaton.First;
        foreach (byte value in "\"a\""u8)
            state = automaton.Next(state, value);

        Assert.True(automaton.MustEnd(state));
        Assert.True(Of("""{"type":"integer"}""") is var number && number.MayEnd(number.Next(number.First, (byte)'1')) && !number.MustEnd(number.Next(number.First, (byte)'1')));
    }

    private static GrammarAutomaton Of(string schema) => new(JsonSchemaConstraint.Parse(JsonDocument.Parse(schema).RootElement).Grammar);

    private static bool Follows(GrammarAutomaton automaton, string text)
    {
        int state = automaton.First;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
            if ((state = automaton.Next(state, value)) == GrammarAutomaton.Dead)
                return false;
        return automaton.MayEnd(state);
    }
}
