using System.Collections.Frozen;

namespace Mien.Core;

/// <summary>The eight expressions of AffectNet, in its order; the first seven are those of FER-2013 and RAF-DB.</summary>
/// <remarks>
/// The number is for this program's own use. Which output of a model means which expression is said by its
/// <see cref="LabelSet"/> alone, because every collection has an order of its own.
/// </remarks>
public enum Expression
{
    /// <summary>No expression.</summary>
    Neutral,
    /// <summary>Happiness.</summary>
    Happy,
    /// <summary>Sadness.</summary>
    Sad,
    /// <summary>Surprise.</summary>
    Surprise,
    /// <summary>Fear.</summary>
    Fear,
    /// <summary>Disgust.</summary>
    Disgust,
    /// <summary>Anger.</summary>
    Anger,
    /// <summary>Contempt.</summary>
    Contempt,
}

/// <summary>Names, synonyms and emoji of the expressions.</summary>
public static class ExpressionNames
{
    private static readonly FrozenDictionary<string, Expression> ByName = new Dictionary<string, Expression>
    {
        ["neutral"] = Expression.Neutral,
        ["neutrality"] = Expression.Neutral,
        ["happy"] = Expression.Happy,
        ["happiness"] = Expression.Happy,
        ["joy"] = Expression.Happy,
        ["sad"] = Expression.Sad,
        ["sadness"] = Expression.Sad,
        ["surprise"] = Expression.Surprise,
        ["surprised"] = Expression.Surprise,
        ["fear"] = Expression.Fear,
        ["fearful"] = Expression.Fear,
        ["disgust"] = Expression.Disgust,
        ["disgusted"] = Expression.Disgust,
        ["anger"] = Expression.Anger,
        ["angry"] = Expression.Anger,
        ["contempt"] = Expression.Contempt,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The expression that a folder or label name means, or null for a name that is none ("mask", "3").</summary>
    public static Expression? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name.Trim(), out var expression) ? expression : null;
    }

    /// <summary>One emoji for a label name; a plain circle for a name that is no expression.</summary>
    public static string Emoji(string name) => Parse(name) switch
    {
        Expression.Neutral => "😐",
        Expression.Happy => "😀",
        Expression.Sad => "😢",
        Expression.Surprise => "😮",
        Expression.Fear => "😨",
        Expression.Disgust => "🤢",
        Expression.Anger => "😠",
        Expression.Contempt => "😏",
        _ => "⚪",
    };
}
