# SPDX-License-Identifier: Apache-2.0
"""OpenAI's own Python client against the router's gateway, with nothing changed but its base URL and its key.

Usage: openai-client.py BASE_URL KEY CASE. Prints `well`, or raises.
"""

import sys

import openai
from openai import OpenAI

TEXT = "Hello, wörld 😀"
MESSAGES = [{"role": "user", "content": "hello"}]
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]


def expect(found, wanted):
    if found != wanted:
        raise SystemExit(f"{found!r}, not {wanted!r}")


def whole(client):
    answer = client.chat.completions.create(model="good", messages=MESSAGES)
    expect(answer.choices[0].message.content, TEXT)
    expect(answer.usage.total_tokens, 12)
    expect(answer.service_tier, "default")


def stream(client):
    chunks = list(client.chat.completions.create(model="good", messages=MESSAGES, stream=True))
    expect("".join(chunk.choices[0].delta.content or "" for chunk in chunks), TEXT)
    expect(chunks[-1].choices[0].finish_reason, "stop")
    chunks = list(client.chat.completions.create(
        model="good", messages=MESSAGES, stream=True, stream_options={"include_usage": True}))
    expect(chunks[-1].usage.total_tokens, 12)


def tools(client):
    answer = client.chat.completions.create(model="good", messages=MESSAGES, tools=TOOLS)
    expect(answer.choices[0].message.tool_calls[0].function.arguments, '{"city":"Bern"}')
    text = ""
    for chunk in client.chat.completions.create(model="good", messages=MESSAGES, tools=TOOLS, stream=True):
        for call in chunk.choices[0].delta.tool_calls or []:
            text += call.function.arguments or ""
    expect(text, '{"city":"Bern"}')


def schema(client):
    form = {"type": "json_schema", "json_schema": {"name": "city", "schema": {"type": "object"}, "strict": True}}
    answer = client.chat.completions.create(model="good", messages=MESSAGES, response_format=form)
    expect(answer.choices[0].message.content, '{"city":"Bern"}')


def unknown(client):
    answer = client.chat.completions.create(
        model="echo", messages=MESSAGES, extra_body={"new_field": {"deep": [1.5, None]}})
    if '"new_field"' not in answer.choices[0].message.content:
        raise SystemExit(answer.choices[0].message.content)


def models(client):
    names = [model.id for model in client.models.list()]
    if "good" not in names:
        raise SystemExit(names)
    expect(client.models.retrieve("good").id, "good")


def errors(client):
    quick = client.with_options(max_retries=0)
    cases = [
        ("fail-400", openai.BadRequestError, None), ("nobody-has-it", openai.NotFoundError, "model_not_found"),
        ("fail-401", openai.InternalServerError, "provider_refused_key"),
        ("quota", openai.InternalServerError, "provider_quota_spent"),
    ]
    for model, kind, code in cases:
        try:
            quick.chat.completions.create(model=model, messages=MESSAGES)
            raise SystemExit(f"{model} was answered")
        except kind as error:
            if code:
                expect(error.code, code)
    try:
        list(quick.chat.completions.create(model="late-error", messages=MESSAGES, stream=True))
        raise SystemExit("a failure in the stream was not raised")
    except openai.APIError as error:
        if "an accident" not in str(error):
            raise


def anthropic(client):
    answer = client.chat.completions.create(model="claude", messages=MESSAGES)
    expect(answer.choices[0].message.content, TEXT)
    expect(answer.usage.total_tokens, 12)
    chunks = list(client.chat.completions.create(model="claude", messages=MESSAGES, stream=True))
    expect("".join(chunk.choices[0].delta.content or "" for chunk in chunks), TEXT)


CASES = {case.__name__: case for case in (whole, stream, tools, schema, unknown, models, errors, anthropic)}
base, key, name = sys.argv[1:]
CASES[name](OpenAI(base_url=base, api_key=key))
print("well")
