// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "operations/doctorstep.h"

namespace signalbox {

/// What the doctor says about something that failed: the cause, and one thing to do next.
struct DoctorWords
{
    QString cause;
    QString next;
};

/// @p where names whom the step was about: "flags.example on port 443".
[[nodiscard]] DoctorWords doctorWords(DoctorStep step, const Error &error, const QString &where);

/// What to ask for where bytes are held back on the way.
[[nodiscard]] QString bufferingAdvice();

/// @p text without what may be a secret: the values in @p secrets, tokens and keys by their look, what stands
/// before @ and behind ? in an address.
[[nodiscard]] QString redacted(const QString &text, const QStringList &secrets);

} // namespace signalbox
