namespace Studio.Templates.Tests;

/// <summary>Templates that Jinja and nunjucks read alike, with the variables they are rendered with and the text that both give.</summary>
internal static class CommonSubset
{
    public const string Variables = """
        {"name":"Ada","age":36,"tags":["x","y","z"],"empty":[],"user":{"first":"Ada","last":"Byron","langs":["en","fr"]},
         "rows":[{"q":"one","a":"1"},{"q":"two","a":"2"}],"html":"<b>&</b>","flag":true,"off":false,"text":"  padded  ","price":2.5}
        """;

    public static readonly (string Template, string Expected)[] Cases =
    [
        ("Hello {{ name }}!", "Hello Ada!"),
        ("{{ missing }}|{{ user.missing }}", "|"),
        ("{{ user.first }} {{ user['last'] }} {{ user.langs[1] }}", "Ada Byron fr"),
        ("{{ html }}", "<b>&</b>"),
        ("{% if age > 30 %}old{% elif age > 20 %}mid{% else %}young{% endif %}", "old"),
        ("{% if not flag %}a{% else %}b{% endif %}", "b"),
        ("{% if flag and not off or missing %}yes{% endif %}", "yes"),
        ("{% for t in tags %}{{ loop.index }}{{ t }}{% if not loop.last %},{% endif %}{% endfor %}", "1x,2y,3z"),
        ("{% for t in empty %}{{ t }}{% else %}none{% endfor %}", "none"),
        ("{% for r in rows %}\nQ: {{ r.q }}\nA: {{ r.a }}\n{% endfor %}", "\nQ: one\nA: 1\n\nQ: two\nA: 2\n"),
        ("{% for r in rows -%}\n  {{ r.q }}\n{%- endfor %}", "onetwo"),
        ("a {#- gone -#} b", "ab"),
        ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
        ("{% set greeting = 'Hi ' + name %}{{ greeting }}", "Hi Ada"),
        ("{% set block %}<{{ name }}>{% endset %}{{ block }}", "<Ada>"),
        ("{{ name | upper }} {{ name | lower }} {{ tags | length }} {{ tags | join('-') }}", "ADA ada 3 x-y-z"),
        ("[{{ text | trim }}]", "[padded]"),
        ("{{ missing | default('nobody') }}", "nobody"),
        ("{{ 'a' if flag else 'b' }}{{ 'a' if off else 'b' }}", "ab"),
        ("{{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 5 }} {{ 1 + 2 * 3 }} {{ price * 2 + 0.5 }}", "3 3 32 7 5.5"),
        ("{{ name ~ '-' ~ age }}", "Ada-36"),
        ("{% if 'x' in tags %}in{% endif %}{% if 'w' not in tags %}out{% endif %}", "inout"),
        ("{{ tags | first }}{{ tags | last }}", "xz"),
        ("{{ 'hello world' | capitalize }} {{ 'hello world' | title }} {{ 'aXbX' | replace('X', '.') }}", "Hello world Hello World a.b."),
        ("{% if name is defined %}d{% endif %}{% if nobody is undefined %}u{% endif %}", "du"),
        ("{{ tags | sort | reverse | join }}", "zyx"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "012"),
        ("line one\n\n  {{ name }}\n\tend", "line one\n\n  Ada\n\tend"),
        ("{{ -age }} {{ (1 + 2) * 3 }} {{ 10 / 4 }}", "-36 9 2.5"),
    ];
}
