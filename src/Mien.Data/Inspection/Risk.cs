namespace Mien.Data;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Results would be wrong, or training refused.</summary>
    Severe,
    /// <summary>Results would be worse, or better than deserved.</summary>
    Warning,
    /// <summary>Good to know.</summary>
    Note,
}

/// <summary>Something about a dataset that puts results at risk.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">Its stable name, such as <c>class-imbalance</c>.</param>
/// <param name="Finding">What it is and how much of it there is; one sentence.</param>
/// <param name="Advice">What to do about it; one sentence.</param>
/// <param name="Count">Number of pictures, or of what the finding counts.</param>
public sealed record Risk(Severity Severity, string Code, string Finding, string Advice, int Count);
