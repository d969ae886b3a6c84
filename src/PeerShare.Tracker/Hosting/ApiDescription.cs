using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Microsoft.AspNetCore.Builder;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Hosting;

/// <summary>The API as an OpenAPI document, made of what was mapped, so that it cannot be out of date.</summary>
internal static class ApiDescription
{
    public const string Route = "/openapi.json";

    private const string Json = "application/json";

    /// <summary>Call it last: it describes what was mapped before.</summary>
    public static void MapDescription(this TrackerApi api)
    {
        var document = Describe(api.Operations).ToJsonString();
        api.Routes.MapGet(Route, context =>
        {
            context.Response.ContentType = Json;
            return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(document)).AsTask();
        });
    }

    internal static JsonObject Describe(IReadOnlyList<Operation> operations) => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject { ["title"] = "PeerShare tracker", ["version"] = typeof(ApiDescription).Assembly.GetName().Version!.ToString(3) },
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject { ["session"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
        },
        ["paths"] = new JsonObject(operations.Select(operation => KeyValuePair.Create<string, JsonNode?>(operation.Route, Describe(operation)))),
    };

    private static JsonObject Describe(Operation operation)
    {
        var description = new JsonObject
        {
            ["responses"] = new JsonObject
            {
                [operation.Answer is null && operation.AnswerMedia is null ? "204" : "200"] =
                    Content(operation.AnswerMedia ?? Json, operation.AnswerMedia is null ? operation.Answer : typeof(string), "done"),
                ["default"] = Content(Json, typeof(Problem), "refused, and why"),
            },
        };
        Add(description, "summary", operation.Summary);
        Add(description, "parameters", ParametersOf(operation));
        Add(description, "requestBody", operation.Body is null ? null : Content(Json, operation.Body, null));
        Add(description, "security", operation.NeedsSession ? new JsonArray(new JsonObject { ["session"] = new JsonArray() }) : null);
        return new JsonObject { [operation.IsGet ? "get" : "post"] = description };
    }

    private static JsonArray? ParametersOf(Operation operation)
    {
        var inPath = operation.Route.Split('/').Where(part => part.StartsWith('{')).Select(part => Parameter(part.Trim('{', '}'), "path"));
        var inQuery = operation.Query.Select(name => Parameter(name, "query"));
        return inPath.Concat(inQuery).ToArray<JsonNode?>() is { Length: > 0 } parameters ? new JsonArray(parameters) : null;
    }

    private static JsonObject Parameter(string name, string place) => new JsonObject
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Content(string media, Type? type, string? description)
    {
        var content = new JsonObject();
        Add(content, "description", description);
        Add(content, "content", type is null ? null : new JsonObject { [media] = new JsonObject { ["schema"] = SchemaOf(type) } });
        return content;
    }

    private static void Add(JsonObject to, string name, JsonNode? value)
    {
        if (value is not null)
        {
            to[name] = value;
        }
    }

    private static JsonNode SchemaOf(Type type) =>
        type == typeof(string) ? new JsonObject { ["type"] = "string" } : JsonSchemaExporter.GetJsonSchemaAsNode(ContractJson.Default.Options, type);
}
