using System.Text.Json;
using Studio.Trainer.Generation.Schemas;

namespace Studio.Trainer.Generation;

/// <summary>
/// A JSON schema that an answer fulfils by construction: a token that cannot lead to a fitting document is ruled out before it is chosen.
/// Known are <c>type</c> (also a list of types), <c>enum</c>, <c>const</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c> (<c>false</c>; a schema
/// only where no property is named), <c>items</c>, <c>minItems</c>, <c>maxItems</c>, <c>minLength</c>, <c>maxLength</c>, <c>anyOf</c>, <c>oneOf</c>, and <c>$ref</c> to
/// <c>#/$defs/…</c> or <c>#/definitions/…</c>; <c>title</c>, <c>description</c> and other remarks are passed over. Properties come in the order of the
/// schema, and an object has no others than those it names. Anything else is refused where it stands.
/// </summary>
public sealed class JsonSchemaConstraint
{
    private JsonSchemaConstraint(ByteGrammar grammar) => Grammar = grammar;

    internal ByteGrammar Grammar { get; }

    /// <exception cref="GenerationException">The schema uses something that is not known; the message has its path.</exception>
    public static JsonSchemaConstraint Parse(JsonElement schema) => new(new JsonSchemaGrammar(schema).Compile());

    /// <summary>Any JSON object.</summary>
    public static JsonSchemaConstraint AnyObject() => Parse(JsonSerializer.SerializeToElement(new { type = "object" }));
}
