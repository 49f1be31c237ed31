// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing secret is stored: after a sign-in and a change no file of the program holds the password or a
// token.

#include "apps/togulscript.h"
#include "apps/windowdesk.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestWindowSecrets : public QObject
{
    Q_OBJECT

private slots:
    void nothingSecretIsLeftBehind()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support).+"_s));
        const QTemporaryDir folder;
        for (const char *variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            qputenv(variable, folder.path().toLocal8Bit());
        TogulScript togul(u"production"_s);
        {
            WindowDesk desk(folder.path());
            QVERIFY(desk.connectTo(togul.url(), u"production"_s));
            QVERIFY(desk.order(u"new-checkout"_s, true, u"INC-2041"_s));
            QTRY_VERIFY_WITH_TIMEOUT(desk.logSays(u"new-checkout"_s, u"confirmed"_s), 30'000);
            QVERIFY(filesWith(folder.path(), "INC-2041").contains(u"journal.sqlite"_s)); // the search finds
        }
        QVERIFY(filesWith(folder.path(), QByteArray(WindowDesk::email.data())).contains(u"signalbox.ini"_s));
        for (const QByteArray &secret :
             {QByteArray(WindowDesk::password.data()), QByteArray(TogulScript::accessToken),
              QByteArray(TogulScript::refreshToken)})
            QCOMPARE(filesWith(folder.path(), secret), QStringList());
    }

private:
    /// Names of the files below @p folder that hold @p part, a database's write-ahead log counted as the
    /// database. UTF-16 too, as Qt would write it in a stream of its own.
    [[nodiscard]] static QStringList filesWith(const QString &folder, const QByteArray &part)
    {
        const QString text = QString::fromUtf8(part);
        QByteArray wide;
        for (const QChar c : text)
            wide += QByteArray(1, char(c.unicode() >> 8)) + char(c.unicode() & 0xFF);
        QStringList names;
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray bytes = file.readAll();
            if (bytes.contains(part) || bytes.contains(wide))
                names.append(files.fileName().remove(u"-wal"_s));
        }
        return names;
    }
};

QTEST_MAIN(TestWindowSecrets)
#include "tst_windowsecrets.moc"
