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
    /// <summary>The expression that a folder or label name means, or null for a name that is none ("mask", "3").</summary>
    public static Expression? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Trim().ToLowerInvariant() switch
        {
            "neutral" or "neutrality" => Expression.Neutral,
            "happy" or "happiness" or "joy" => Expression.Happy,
            "sad" or "sadness" => Expression.Sad,
            "surprise" or "surprised" => Expression.Surprise,
            "fear" or "fearful" => Expression.Fear,
            "disgust" or "disgusted" => Expression.Disgust,
            "anger" or "angry" => Expression.Anger,
            "contempt" => Expression.Contempt,
            _ => null,
        };
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
