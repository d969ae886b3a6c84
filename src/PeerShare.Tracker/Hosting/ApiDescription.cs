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
                [operation.Answer is null ? "204" : "200"] = Content(operation.Answer, "done"),
                ["default"] = Content(typeof(Problem), "refused, and why"),
            },
        };
        if (operation.Body is not null)
        {
            description["requestBody"] = Content(operation.Body, null);
        }

        if (operation.NeedsSession)
        {
            description["security"] = new JsonArray(new JsonObject { ["session"] = new JsonArray() });
        }

        return new JsonObject { [operation.IsGet ? "get" : "post"] = description };
    }

    private static JsonObject Content(Type? type, string? description)
    {
        var content = new JsonObject();
        if (description is not null)
        {
            content["description"] = description;
        }

        if (type is not null)
        {
            content["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = SchemaOf(type) } };
        }

        return content;
    }

    private static JsonNode SchemaOf(Type type) => JsonSchemaExporter.GetJsonSchemaAsNode(ContractJson.Default.Options, type);
}
