// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/filewords.h"

#include "core/plaintext.h"
#include "core/settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int wordLength = 40;

QString tr(const char *text)
{
    return QCoreApplication::translate("FileWords", text);
}

QString fileWord(const QString &text)
{
    QString word;
    for (const QChar c : text.left(wordLength)) {
        const bool plain = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
        if (plain)
            word += c;
        else if (!word.endsWith(u'-'))
            word += u'-';
    }
    return word;
}

} // namespace

QString offeredFileName(const ConnectionInfo &connection, WallTime now, const QString &suffix)
{
    return u"signalbox-%1-%2-%3.%4"_s.arg(fileWord(connection.projectName),
                                          fileWord(connection.environmentName),
                                          toDateTime(now).toString(u"yyyyMMdd-HHmmss"_s), suffix);
}

QString exportFolder(const Settings &settings)
{
    // Any of them may have gone, or never have been made.
    for (const QString &folder :
         {settings.exportFolder, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)}) {
        if (!folder.isEmpty() && QFileInfo(folder).isDir())
            return folder;
    }
    return QDir::homePath();
}

QString sessionFileSuffix()
{
    return u"sbsession"_s;
}

QString sessionFileFilter()
{
    return tr("Signalbox sessions (*.%1)").arg(sessionFileSuffix());
}

QString sessionFileSentence(const Error &error)
{
    const QString why = plainLine(error.detail);
    switch (error.kind) {
    case ErrorKind::TooLarge:
        return tr("The file is larger than any recording of Signalbox. Choose another file.");
    case ErrorKind::BadAnswer:
        return tr("This is not a recorded session that can be opened: %1. Choose another file.").arg(why);
    default: return tr("The file cannot be read: %1. Choose another file.").arg(why);
    }
}

QString playTimeText(std::chrono::milliseconds time)
{
    const qint64 seconds = std::chrono::floor<std::chrono::seconds>(time).count();
    const auto two = [](qint64 number) { return QString::number(number).rightJustified(2, u'0'); };
    if (seconds < 3'600)
        return u"%1:%2"_s.arg(seconds / 60).arg(two(seconds % 60));
    return u"%1:%2:%3"_s.arg(seconds / 3'600).arg(two(seconds / 60 % 60), two(seconds % 60));
}

} // namespace signalbox
