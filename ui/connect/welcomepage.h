// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace signalbox {

class Theme;

/// The first page: what one can start with. No account, no network call that was not asked for.
class WelcomePage final : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(const Theme &theme, QWidget *parent = nullptr);

    void showBusy(const QString &what);
    void showError(const QString &sentence);
    /// Nothing is under way any more.
    void finish();

signals:
    void practiceRequested();
    void connectRequested();
    void sessionRequested();
    /// The attempt that is under way is not wanted any more.
    void cancelled();

private:
    QPushButton *addCard(const char *name, const QString &icon, const QString &title, const QString &text,
                         const QString &button);
    void setBusy(bool busy);
    void showMessage(const QString &text, const QString &kind);

    const Theme &m_theme;
    QWidget *m_cards;
    QPushButton *m_practice;
    QPushButton *m_connect;
    QPushButton *m_session;
    QLabel *m_message;
    QPushButton *m_cancel;
};

} // namespace signalbox
