using System.CommandLine;

namespace Mien.Cli;

/// <summary>Commands by name, of which only the one that was asked for is made. Making all takes longer than parsing: for options of every type the runtime compiles a dozen methods.</summary>
/// <param name="words">What was typed, from the name of the command on.</param>
internal sealed class CommandChoice(IReadOnlyList<string> words)
{
    private readonly List<Entry> _entries = [];

    /// <summary>What was typed behind the name of the command.</summary>
    public IReadOnlyList<string> Rest => [.. words.Skip(1)];

    /// <param name="name">The word to type.</param>
    /// <param name="create">Makes the command of that name.</param>
    public void Add(string name, Func<Command> create) => _entries.Add(new(name, create));

    /// <summary>Gives a command the one that is named, or all of them where none is: for help and hints.</summary>
    public void AddTo(Command parent)
    {
        var named = words.Count == 0 ? null : _entries.Find(entry => entry.Name == words[0]);
        foreach (var entry in named is null ? _entries : [named])
        {
            parent.Subcommands.Add(entry.Create());
        }
    }

    private sealed record Entry(string Name, Func<Command> Create);
}
