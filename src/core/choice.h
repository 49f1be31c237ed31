// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <initializer_list>
#include <optional>

namespace signalbox {

/// The way back from a word: the one of @p choices that @p word gives @p text for; absent when none does. For
/// texts from files and command lines, which may hold anything.
template <typename Choice, typename Word>
[[nodiscard]] std::optional<Choice> choiceFromWord(const QString &text, Word word,
                                                   std::initializer_list<Choice> choices)
{
    for (const Choice choice : choices) {
        if (word(choice) == text)
            return choice;
    }
    return std::nullopt;
}

} // namespace signalbox
