namespace Mien.Core;

/// <summary>
/// A failure whose message is written for the user: what was expected, what came, where, and how to mend it.
/// The command line prints the message alone and exits with 1; anything else is a defect and shows its stack.
/// </summary>
public class MienException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A command, option or recipe that cannot be carried out as written; the command line exits with 2.</summary>
public class ConfigException(string message, Exception? inner = null) : MienException(message, inner);
