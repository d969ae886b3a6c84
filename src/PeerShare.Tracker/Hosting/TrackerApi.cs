using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Hosting;

/// <summary>Puts commands and questions on their addresses: reads the body, knows the caller, and answers.</summary>
internal sealed class TrackerApi(
    IEndpointRouteBuilder routes, Ledger ledger, SecondLook look, SessionTokens tokens, TimeProvider time)
{
    /// <summary>Longest body where nothing else is said, in bytes.</summary>
    public const int LongestBody = 65_536;

    /// <summary>Questions of a user that are answered at a time: the answer may be large, and is kept until it was read.</summary>
    public const int MostQuestionsAtOnce = 16;

    private const string TokenPrefix = "Bearer ";

    private readonly List<Operation> operations = [];
    private readonly UserPace commands = UserPace.OfCommands(time);
    private readonly UserPace questions = UserPace.OfQuestions(time);
    private readonly Places<EntityId> answering = new(all: int.MaxValue, MostQuestionsAtOnce);

    /// <summary>Decides a command of a user who is logged in.</summary>
    public delegate Refusal? CallerRule<TBody>(Asker asker, Draft draft, TBody body);

    public IEndpointRouteBuilder Routes => routes;

    public Ledger Ledger => ledger;

    /// <summary>What was mapped, for the description.</summary>
    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>A command with a body.</summary>
    public void Command<TBody>(string route, CallerRule<TBody> rule) =>
        Post<TBody>(new Operation(route, typeof(TBody), null), async (context, body) =>
            await context.EndAsync(await DoAsync(context, (asker, draft) => rule(asker, draft, body))));

    /// <summary>A command without a body.</summary>
    public void Command(string route, Func<Asker, Draft, Refusal?> rule) =>
        Map(new Operation(route, null, null), async context => await context.EndAsync(await DoAsync(context, rule)));

    /// <summary>A question with a body.</summary>
    public void Question<TBody, TAnswer>(string route, Func<Asker, TBody, Answer<TAnswer>> question) =>
        Post<TBody>(new Operation(route, typeof(TBody), typeof(TAnswer)), async (context, body) =>
            await context.EndAsync(await AskAsync(context, asker => question(asker, body))));

    /// <summary>A question without a body.</summary>
    public void Question<TAnswer>(string route, Func<Asker, Answer<TAnswer>> question) => Get(
        new Operation(route, null, typeof(TAnswer), IsGet: true),
        async context => await context.EndAsync(await AskAsync(context, question)));

    /// <summary>What is asked for without a body, and needs more than the records.</summary>
    public void Get(Operation operation, RequestDelegate act)
    {
        operations.Add(operation);
        routes.MapGet(operation.Route, InTurn(operation, act)).WithMetadata(operation);
    }

    /// <summary>What needs more than the records.</summary>
    public void Post<TBody>(Operation operation, Func<HttpContext, TBody, Task> act) =>
        Map(operation, async context => await act(context, await context.ReadAsync<TBody>(LongestBody)));

    /// <summary>The same for a long body: it is read only from one who is logged in, and few at a time, because each takes memory.</summary>
    public void PostLong<TBody>(Operation operation, long longestBody, Places<EntityId> places, Func<HttpContext, TBody, Task> act) => Map(operation, async context =>
    {
        var known = await AskAsync<EntityId>(context, asker => asker.User.Id);
        await (known.Refusal is { } refusal
            ? context.RefuseAsync(refusal)
            : places.ActAsync(known.Value, async () => await act(context, await context.ReadAsync<TBody>(longestBody)), context.RequestAborted));
    });

    /// <summary>Asks for the user who is logged in.</summary>
    public async ValueTask<Answer<T>> AskAsync<T>(HttpContext context, Func<Asker, Answer<T>> question) =>
        CallerOf(context) is { } caller
            ? await look.AnswerAsync(
                () => ledger.AskAsync(view => view.AskerOf(caller) is { } asker ? question(asker) : Refusal.LoginFirst),
                answer => answer.Refusal)
            : Refusal.LoginFirst;

    /// <summary>Does a command of the user who is logged in, once for each request id.</summary>
    public async Task<Refusal?> DoAsync(HttpContext context, Func<Asker, Draft, Refusal?> rule) =>
        CallerOf(context) is { } caller
            ? await DoAsync(context, caller.User, (view, draft) => view.AskerOf(caller) is { } asker ? rule(asker, draft) : Refusal.LoginFirst)
            : Refusal.LoginFirst;

    /// <summary>Does a command, once for each request id.</summary>
    /// <exception cref="OperationCanceledException">Whoever sent it has gone, and may have asked another tracker meanwhile.</exception>
    public async Task<Refusal?> DoAsync(HttpContext context, EntityId? user, Rule rule)
    {
        context.RequestAborted.ThrowIfCancellationRequested();
        var header = context.Request.Headers[Protocol.Contracts.Routes.RequestIdHeader].ToString();
        var given = EntityId.TryParse(header, out var id);
        var command = new Command(new AnswerBody(context.Request.Path, user), given ? id : null, rule);
        return given || header.Length == 0
            ? await look.AnswerAsync(() => new ValueTask<Refusal?>(ledger.DoAsync(command)), refusal => refusal)
            : Refusal.BadRequestId;
    }

    /// <summary>Whose token it is; whether the session still lives is for the view to say.</summary>
    public Caller? CallerOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(TokenPrefix, StringComparison.Ordinal) ? tokens.Read(header.AsSpan(TokenPrefix.Length), time.GetUtcNow()) : null;
    }

    private void Map(Operation operation, RequestDelegate act)
    {
        operations.Add(operation);
        routes.MapPost(operation.Route, InTurn(operation, act));
    }

    /// <summary>What a user sends waits for its turn before its body is read: meanwhile it holds nothing that others wait for. A session that
    /// has ended takes nobody's turn; what it asks for is refused anyway.</summary>
    private RequestDelegate InTurn(Operation operation, RequestDelegate act)
    {
        if (!operation.NeedsSession)
        {
            return act;
        }

        var pace = operation.IsCommand ? commands : questions;
        return async context =>
        {
            var caller = CallerOf(context) is { } known && ledger.Peek(view => view.AskerOf(known)) is not null ? known : null;
            var tooMany = caller is null ? null : await pace.TakeTurnAsync(caller.User, context.RequestAborted);
            await (tooMany is not null ? context.RefuseAsync(tooMany)
                : caller is not null && operation.IsQuestion ? answering.ActAsync(caller.User, () => act(context), context.RequestAborted)
                : act(context));
        };
    }
}
