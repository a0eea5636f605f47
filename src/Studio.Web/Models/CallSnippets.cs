namespace Studio.Web.Models;

/// <summary>How programs call a language model of Studio.</summary>
internal static class CallSnippets
{
    public static string Curl(string address, string model) =>
        $$"""
        curl {{address}}v1/chat/completions \
          -H "Authorization: Bearer $STUDIO_KEY" -H "Content-Type: application/json" \
          -d '{"model": "{{model}}", "messages": [{"role": "user", "content": "Hello"}]}'
        """;

    public static string JavaScript(string address, string model) =>
        $$"""
        import OpenAI from "openai";

        const studio = new OpenAI({ baseURL: "{{address}}v1", apiKey: process.env.STUDIO_KEY });
        const stream = await studio.chat.completions.create({
          model: "{{model}}",
          messages: [{ role: "user", content: "Hello" }],
          stream: true,
        });
        for await (const part of stream) process.stdout.write(part.choices[0]?.delta?.content ?? "");
        """;

    public static string Python(string address, string model) =>
        $$"""
        import os
        from openai import OpenAI

        studio = OpenAI(base_url="{{address}}v1", api_key=os.environ["STUDIO_KEY"])
        answer = studio.chat.completions.create(
            model="{{model}}",
            messages=[{"role": "user", "content": "Hello"}],
        )
        print(answer.choices[0].message.content)
        """;
}
